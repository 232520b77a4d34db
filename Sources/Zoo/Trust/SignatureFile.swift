internal import FrankenCrypto

/// A detached signature in minisign's four lines.
///
/// ```
/// untrusted comment: signed by zoo key RWQ…
/// RWQ…                       algorithm, key id, signature of the content
/// trusted comment: zoo.bundle/1 swin-b:1.2.0 sha256:… 2026-11-22T10:15:53Z
/// …                          signature of the signature above and of the trusted comment
/// ```
///
/// The zoo writes the algorithm `Ed`, Ed25519 of the content itself: `minisign -V` and
/// `signify -V` verify that. It reads minisign's `ED`, Ed25519 of the content's BLAKE2b-512, too.
///
/// - SeeAlso: jedisct1.github.io/minisign, "Signature format".
public struct SignatureFile: Sendable, Hashable {
    /// What the signature is computed over.
    public enum Algorithm: String, Sendable, Hashable {
        /// The content.
        case pure = "Ed"
        /// The BLAKE2b-512 of the content.
        case prehashed = "ED"
    }

    /// The longest file that is read, in bytes.
    public static let largestByteCount = 4096
    private static let offer = "signed by zoo key "

    /// What the signature is computed over.
    public let algorithm: Algorithm
    /// A hint at the key.
    public let keyID: KeyID
    /// The 64 bytes of the content's signature.
    public let signature: [UInt8]
    /// A comment that anybody can change.
    public let untrustedComment: String
    /// A comment that is signed.
    public let trustedComment: String
    /// The 64 bytes of the signature of ``signature`` and ``trustedComment``.
    public let commentSignature: [UInt8]

    /// Reads a signature file that nobody vouches for.
    ///
    /// - Parameter bytes: The whole file.
    /// - Throws: ``TrustError`` with code `.malformedSignature` for anything but the four lines as
    ///   minisign writes them.
    public init(bytes: [UInt8]) throws(TrustError) {
        guard let lines = MinisignText.lines(bytes, limit: Self.largestByteCount),
            lines.count == 4,
            let untrusted = MinisignText.comment(lines[0], after: MinisignText.untrusted),
            let packed = Base64.bytes(of: lines[1]), packed.count == 74,
            let algorithm = String(validating: packed.prefix(2), as: UTF8.self)
                .flatMap(Algorithm.init),
            let keyID = KeyID(packed[2..<10]),
            let trusted = MinisignText.comment(lines[2], after: MinisignText.trusted),
            let commentSignature = Base64.bytes(of: lines[3]), commentSignature.count == 64
        else {
            throw TrustError(
                .malformedSignature,
                "Expected the four lines of a minisign signature, found \(bytes.count) bytes of "
                    + "another form. Fetch the signature again, or sign again with 'zoo sign'."
            )
        }
        self.algorithm = algorithm
        self.keyID = keyID
        signature = Array(packed[10...])
        untrustedComment = untrusted
        trustedComment = trusted
        self.commentSignature = commentSignature
    }

    /// Signs a document.
    init(
        content: [UInt8],
        comment: String,
        algorithm: Algorithm,
        key: SigningKey
    ) throws(TrustError) {
        guard MinisignText.isComment(comment) else {
            throw TrustError(
                .malformedText,
                "A comment is one line of at most \(MinisignText.longestComment) bytes."
            )
        }
        self.algorithm = algorithm
        keyID = key.publicKey.id
        signature = try key.sign(Self.message(content, algorithm))
        untrustedComment = Self.offer + key.publicKey.text
        trustedComment = comment
        commentSignature = try key.sign(signature + Array(comment.utf8))
    }

    /// The bytes of the file.
    public var bytes: [UInt8] {
        let packed = Array(algorithm.rawValue.utf8) + keyID.bytes + signature
        return Array(
            (MinisignText.untrusted + untrustedComment + "\n" + Base64.text(of: packed) + "\n"
                + MinisignText.trusted + trustedComment + "\n"
                + Base64.text(of: commentSignature) + "\n").utf8
        )
    }

    /// The public key that the file itself offers, in its untrusted comment.
    ///
    /// It proves nothing; it is what a name is pinned to at its first use.
    public var offeredKey: PublicKey? {
        guard untrustedComment.hasPrefix(Self.offer),
            let key = try? PublicKey(text: String(untrustedComment.dropFirst(Self.offer.count))),
            key.id == keyID
        else { return nil }
        return key
    }

    /// Checks both signatures.
    ///
    /// - Parameters:
    ///   - content: The signed bytes.
    ///   - key: The key that must have made them.
    /// - Throws: ``TrustError`` with code `.unknownKey` when the file names another key,
    ///   `.invalidSignature` when the content or the trusted comment is not what was signed.
    public func verify(_ content: [UInt8], by key: PublicKey) throws(TrustError) {
        guard key.id == keyID else {
            throw TrustError(
                .unknownKey,
                "The signature was made by key \(keyID), not by \(key.id). Get the signer's key."
            )
        }
        let isRight = Ed25519.isValid(
            signature: signature,
            of: try Self.message(content, algorithm),
            publicKey: key.bytes
        )
        guard isRight else {
            throw TrustError(
                .invalidSignature,
                "The signature by key \(keyID) does not fit the content: it was changed, or the "
                    + "signature belongs to something else. Fetch both again."
            )
        }
        let commentIsRight = Ed25519.isValid(
            signature: commentSignature,
            of: signature + Array(trustedComment.utf8),
            publicKey: key.bytes
        )
        guard commentIsRight else {
            throw TrustError(
                .invalidSignature,
                "The trusted comment is not the one that key \(keyID) signed. Fetch the signature "
                    + "again."
            )
        }
    }

    private static func message(
        _ content: [UInt8],
        _ algorithm: Algorithm
    ) throws(TrustError) -> [UInt8] {
        guard algorithm == .prehashed else { return content }
        return try TrustError.crypto { () throws(CryptoError) in
            try BLAKE2b.digest512(of: content)
        }
    }
}
