/// A SHA-256 digest: the identity of a blob, and the only thing a blob's path is made from.
///
/// Text from outside becomes a digest here or nowhere, so that no name from an archive, a manifest
/// or a server can reach a path (CVE-2024-37032 was a digest string used as one).
public struct Digest: Hashable, Sendable {
    /// The number of bytes of a digest.
    public static let byteCount = 32
    private static let digits = Array("0123456789abcdef".utf8)

    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Takes the 32 bytes of a digest.
    ///
    /// - Returns: `nil` for another number of bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// Takes a digest that was just computed.
    init(computed bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads exactly 64 lowercase hexadecimal digits.
    ///
    /// - Throws: ``CryptoError`` with code `.malformedDigest`.
    public init(hex text: some StringProtocol) throws(CryptoError) {
        let nibbles = text.utf8.prefix(65).compactMap { Self.digits.firstIndex(of: $0) }
        guard nibbles.count == 64, text.utf8.count == 64 else {
            throw CryptoError(
                .malformedDigest,
                "Expected a digest of 64 lowercase hexadecimal digits, found "
                    + "\(text.utf8.count) bytes. Copy the whole digest."
            )
        }
        bytes = stride(from: 0, to: 64, by: 2).map { UInt8(nibbles[$0] << 4 | nibbles[$0 + 1]) }
    }

    /// Reads `sha256:` and 64 lowercase hexadecimal digits, as OCI documents write digests.
    ///
    /// - Throws: ``CryptoError`` with code `.malformedDigest`, also for another algorithm.
    public init(oci text: some StringProtocol) throws(CryptoError) {
        guard text.utf8.starts(with: "sha256:".utf8) else {
            throw CryptoError(
                .malformedDigest,
                "Expected a digest that begins with 'sha256:'; no other algorithm is supported."
            )
        }
        try self.init(hex: text.dropFirst("sha256:".count))
    }

    /// 64 lowercase hexadecimal digits.
    public var hex: String {
        Self.hex(bytes[...])
    }

    /// The first twelve digits: enough for people.
    public var short: String { Self.hex(bytes.prefix(6)) }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
        let digits = Self.digits
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Digest: CustomStringConvertible {
    /// `sha256:` and 64 digits, as in OCI documents.
    public var description: String { "sha256:\(hex)" }
}

extension Digest: Codable {
    /// Reads the form of OCI documents.
    ///
    /// - Throws: The decoder's error or ``CryptoError``.
    public init(from decoder: any Decoder) throws {
        try self.init(oci: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the form of OCI documents.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Digest: Comparable {
    /// The order of the bytes, which is that of the hexadecimal text.
    public static func < (left: Digest, right: Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
