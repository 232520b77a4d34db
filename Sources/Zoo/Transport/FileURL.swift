internal import FrankenFiles

/// Reads `file:///path` by a strict grammar.
package enum FileURL {
    /// The absolute path of a file URL; bytes that are no UTF-8 as `ByteText` has them.
    ///
    /// - Throws: ``TransportError`` with code `.malformedReference` for another host, a query, a
    ///   fragment, a wrong escape or a NUL.
    package static func path(_ text: String) throws(TransportError) -> String {
        let rest = text.dropFirst("file://".count)
        let local = rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest
        guard text.hasPrefix("file://"), local.hasPrefix("/"), text.utf8.count <= 8192,
            !local.contains("?"), !local.contains("#")
        else { throw malformed }
        var bytes: [UInt8] = []
        var left = ByteText.bytes(of: String(local))[...]
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
        guard !bytes.contains(0) else { throw malformed }
        return ByteText.text(of: bytes)
    }

    private static let malformed = TransportError(
        .malformedReference,
        "Expected a URL such as file:///srv/zoo/index.json, found another form."
    )
}
