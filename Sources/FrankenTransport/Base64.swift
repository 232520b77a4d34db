/// Base64 as RFC 4648, section 4, has it, for the header of basic authentication.
enum Base64 {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    /// The text of bytes, padded.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                text.append(index <= group.count ? digits[bits >> (18 - 6 * index) & 63] : 0x3D)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; `nil` for other characters or a wrong length.
    static func decode(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        let padding = bytes.reversed().prefix { $0 == 0x3D }.count
        guard bytes.count % 4 == 0, padding <= 2 else { return nil }
        var result: [UInt8] = []
        var bits = 0
        for (index, byte) in bytes.dropLast(padding).enumerated() {
            guard let digit = digits.firstIndex(of: byte) else { return nil }
            bits = (bits << 6 | digit) & 0xFFFFFF
            if index % 4 != 0 {
                let shift = 6 - 2 * (index % 4)
                result.append(UInt8(truncatingIfNeeded: bits >> shift))
            }
        }
        return result
    }
}
