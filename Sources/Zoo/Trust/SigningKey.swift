public import FrankenBundle
internal import FrankenCrypto

/// A secret Ed25519 key that signs bundles and indexes.
///
/// It has no textual form besides its id, so that no log can hold it.
public struct SigningKey: Sendable {
    /// The key that others verify with.
    public let publicKey: PublicKey
    /// The 32 secret bytes.
    let seed: [UInt8]

    /// A new key from the system's random numbers.
    ///
    /// - Throws: ``TrustError`` with code `.system`.
    public static func generate() throws(TrustError) -> SigningKey {
        let bytes = try TrustError.crypto { () throws(CryptoError) in
            try SecureBytes.random(count: KeyID.byteCount + Ed25519.seedByteCount)
        }
        guard let id = KeyID(bytes.prefix(KeyID.byteCount)) else {
            throw TrustError(.system, "The system gave no random bytes.")
        }
        return try SigningKey(id: id, seed: Array(bytes.dropFirst(KeyID.byteCount)))
    }

    init(id: KeyID, seed: [UInt8]) throws(TrustError) {
        guard let bytes = try? Ed25519.publicKey(of: seed),
            let publicKey = PublicKey(id: id, bytes: bytes)
        else { throw TrustError(.malformedKey, "Expected a secret key of 32 bytes.") }
        self.seed = seed
        self.publicKey = publicKey
    }

    /// Signs the manifest of a bundle.
    ///
    /// - Parameters:
    ///   - manifest: The manifest's bytes.
    ///   - name: The bundle's name.
    ///   - version: The bundle's version.
    ///   - time: Now, by the signer's clock.
    /// - Returns: A signature that `minisign -V` and `signify -V` verify.
    /// - Throws: ``TrustError`` with code `.system`.
    public func sign(
        manifest: [UInt8],
        name: SubjectName,
        version: BundleVersion,
        time: Timestamp
    ) throws(TrustError) -> SignatureFile {
        try sign(
            manifest,
            as: .bundle,
            name: name,
            version: version.text,
            time: time
        )
    }

    /// Signs the index of a zoo.
    ///
    /// - Parameters:
    ///   - index: The index's bytes.
    ///   - name: The index's name.
    ///   - version: The index's version.
    ///   - time: Now, by the signer's clock.
    /// - Returns: A signature that `minisign -V` and `signify -V` verify.
    /// - Throws: ``TrustError`` with code `.malformedText` for a name or version that is not one,
    ///   `.system`.
    public func sign(
        index: [UInt8],
        name: String,
        version: Int,
        time: Timestamp
    ) throws(TrustError) -> SignatureFile {
        try sign(
            index,
            as: .index,
            name: TrustStore.subjectName(ofIndex: name),
            version: "\(version)",
            time: time
        )
    }

    /// Signs a document of any purpose.
    ///
    /// - Throws: As ``sign(index:name:version:time:)``.
    public func sign(
        _ document: [UInt8],
        as purpose: SignedStatement.Purpose,
        name: SubjectName,
        version: String,
        time: Timestamp
    ) throws(TrustError) -> SignatureFile {
        let digest = try TrustError.crypto { () throws(CryptoError) in
            try SHA256Hasher.digest(of: document)
        }
        let statement = try SignedStatement(
            purpose: purpose,
            name: name,
            version: version,
            digest: digest,
            time: time
        )
        return try sign(document, comment: statement.comment)
    }

    /// Signs any bytes with any trusted comment.
    ///
    /// - Parameters:
    ///   - content: What is signed.
    ///   - comment: One line that is signed along.
    ///   - algorithm: What the signature is computed over; signify verifies the pure form only.
    /// - Returns: The signature.
    /// - Throws: ``TrustError`` with code `.malformedText` for a comment that is none, `.system`.
    public func sign(
        _ content: [UInt8],
        comment: String,
        algorithm: SignatureFile.Algorithm = .pure
    ) throws(TrustError) -> SignatureFile {
        try SignatureFile(content: content, comment: comment, algorithm: algorithm, key: self)
    }

    func sign(_ message: [UInt8]) throws(TrustError) -> [UInt8] {
        try TrustError.crypto { () throws(CryptoError) in try Ed25519.sign(message, seed: seed) }
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    /// The id only.
    public var description: String { "secret key \(publicKey.id)" }

    /// Shows the id only, to debuggers and `dump` too.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}
