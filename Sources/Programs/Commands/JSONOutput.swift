internal import FrankenBytes

/// Prints a versioned value as JSON.
package enum JSONOutput {
    /// Prints it on standard output, with a line end.
    package static func print(_ value: some Encodable) throws {
        let bytes = try StableJSONEncoder(.pretty).encode(value)
        try Terminal.print(String(decoding: bytes, as: UTF8.self), terminator: "")
    }
}
