internal import FrankenBytes

/// Prints a versioned value as JSON.
package enum JSONOutput {
    /// Prints it on standard output, with a line end.
    package static func print(_ value: some Encodable) throws {
        try Terminal.print(bytes: StableJSONEncoder(.pretty).encode(value))
    }
}
