import FrankenBytes

/// Prints a versioned value as JSON.
enum JSONOutput {
    static func print(_ value: some Encodable) throws {
        try Terminal.print(bytes: StableJSONEncoder(.pretty).encode(value))
    }
}
