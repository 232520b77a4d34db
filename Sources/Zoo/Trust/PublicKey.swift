internal import FrankenCrypto

/// An Ed25519 public key in minisign's form, which signify reads too.
public struct PublicKey: Sendable, Hashable {
    /// The longest file that is read, in bytes.
    public static let largestFileByteCount = 4096
    private static let byteCount = 2 + KeyID.byteCount + Ed25519.publicKeyByteCount

    /// The hint by which signatures name the key.
    public let id: KeyID
    /// The key's 32 bytes.
    public let bytes: [UInt8]

    /// Takes an id and 32 bytes that can be a key.
    init?(id: KeyID, bytes: [UInt8]) {
        guard Ed25519.isUsable(publicKey: bytes) else { return nil }
        self.id = id
        self.bytes = bytes
    }

    /// Reads the one line that people copy, such as `RWQ…`.
    ///
    /// - Throws: ``TrustError`` with code `.malformedKey`.
    public init(text: String) throws(TrustError) {
        guard text.utf8.count == 56, let packed = Base64.bytes(of: text.utf8),
            packed.count == Self.byteCount, packed.starts(with: "Ed".utf8),
            let id = KeyID(packed[2..<10]),
            let key = PublicKey(id: id, bytes: Array(packed[10...]))
        else {
            throw TrustError(
                .malformedKey,
                "Expected a public key of 56 characters that begins with 'RW', found "
                    + "'\(text.prefix(60))'. Copy the second line of the .pub file."
            )
        }
        self = key
    }

    /// Reads a whole `.pub` file: a comment line and the line of ``init(text:)``.
    ///
    /// - Throws: ``TrustError`` with code `.malformedKey`.
    public init(fileBytes bytes: [UInt8]) throws(TrustError) {
        guard let lines = MinisignText.lines(bytes, limit: Self.largestFileByteCount),
            lines.count == 2,
            MinisignText.comment(lines[0], after: MinisignText.untrusted) != nil,
            let text = String(validating: lines[1], as: UTF8.self)
        else {
            throw TrustError(
                .malformedKey,
                "Expected the two lines of a public key file: 'untrusted comment: …' and the key. "
                    + "'zoo keygen' and 'minisign -G' write such files."
            )
        }
        try self.init(text: text)
    }

    /// Reads a `.pub` file.
    ///
    /// - Throws: ``TrustError`` with code `.notFound`, `.malformedKey` or `.system`.
    public static func load(_ path: String) throws(TrustError) -> PublicKey {
        let bytes = try TrustFile.read(path, limit: largestFileByteCount)
        do throws(TrustError) {
            return try PublicKey(fileBytes: bytes)
        } catch {
            throw TrustError(error.code, "'\(path)': \(error.message)")
        }
    }

    /// The line that people copy: `RWQ…`.
    public var text: String { Base64.text(of: Array("Ed".utf8) + id.bytes + bytes) }

    /// The bytes of a `.pub` file.
    public var fileBytes: [UInt8] {
        Array("\(MinisignText.untrusted)minisign public key \(id)\n\(text)\n".utf8)
    }
}

extension PublicKey: CustomStringConvertible {
    /// The line that people copy: `RWQ…`.
    public var description: String { text }
}

extension PublicKey: Codable {
    /// Reads the line that people copy.
    ///
    /// - Throws: The decoder's error or ``TrustError``.
    public init(from decoder: any Decoder) throws {
        try self.init(text: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the line that people copy.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
