/// SHA-256 digests as text: 64 lowercase hexadecimal digits.
enum HexDigest {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(of digest: [UInt8]) -> String {
        String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    /// The digest, or nil when `text` is not exactly one.
    static func bytes(of text: String) -> [UInt8]? {
        let nibbles = text.utf8.compactMap { digits.firstIndex(of: $0) }
        guard nibbles.count == 64, text.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(nibbles[$0] << 4 | nibbles[$0 + 1]) }
    }
}
