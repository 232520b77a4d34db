public import FrankenCrypto

/// The digests of the pieces of a large blob, so that a download can be checked piece by piece.
public struct BlobSegments: Sendable, Hashable, Codable {
    /// Bytes of a piece unless a description says otherwise: 8 MiB.
    public static let defaultSize = 8 << 20

    /// Bytes of each piece but the last.
    public var size: Int
    /// The digest of each piece, in order.
    public var digests: [Digest]

    private enum CodingKeys: String, CodingKey {
        case size
        case digests = "sha256"
    }

    /// All fields.
    public init(size: Int, digests: [Digest]) {
        self.size = size
        self.digests = digests
    }

    /// Whether a blob of so many bytes has as many pieces.
    public func fits(byteCount: Int) -> Bool {
        size > 0 && byteCount > 0 && digests.count == (byteCount - 1) / size + 1
    }
}
