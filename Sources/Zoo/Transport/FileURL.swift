/// Reads `file:///path` by a strict grammar.
enum FileURL {
    /// The absolute path of a file URL.
    ///
    /// - Throws: ``TransportError`` with code `.malformedReference` for another host, a query, a
    ///   fragment, a wrong escape or a NUL.
    static func path(_ text: String) throws(TransportError) -> String {
        let rest = text.dropFirst("file://".count)
        let local = rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest
        guard text.hasPrefix("file://"), local.hasPrefix("/"), text.utf8.count <= 8192,
            !local.contains("?"), !local.contains("#")
        else { throw malformed }
        var bytes: [UInt8] = []
        var left = Array(local.utf8)[...]
        while let byte = left.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: left.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
                let value = UInt8(digits, radix: 16)
            else { throw malformed }
            bytes.append(value)
            left = left.dropFirst(2)
        }
        guard !bytes.contains(0), let path = String(validating: bytes, as: UTF8.self) else {
            throw malformed
        }
        return path
    }

    private static let malformed = TransportError(
        .malformedReference,
        "Expected a URL such as file:///srv/zoo/index.json, found another form."
    )
}
