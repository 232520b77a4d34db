internal import FrankenBundle
internal import FrankenTrust

extension PackedBundle {
    /// The same bundle with a signature of its manifest, in place of any other.
    ///
    /// - Throws: `BundleError` for a bundle without `zoo.json`, `TrustError`.
    func signed(by key: SigningKey, at time: Timestamp) throws -> PackedBundle {
        let description = try description()
        let signature = try key.sign(
            manifest: bytes,
            name: SubjectName(description.name),
            version: description.version,
            time: time
        )
        return signed(with: signature.bytes)
    }

    /// Refuses to take the place of a signature by another key.
    ///
    /// - Throws: `BundleError` for a bundle without `zoo.json`; ``ZooError`` with code `.signed`.
    func checkSigner(_ key: SigningKey) throws {
        guard let signature else { return }
        try key.checkSigner(of: description().label, signature)
    }

    /// Bytes of all blobs that a file with this bundle alone has to carry.
    func blobByteCount(leavingOut roles: Set<BlobRole>) -> Int {
        manifest.blobs.filter { $0.role.map(roles.contains) != true }.reduce(0) { $0 + $1.size }
    }
}

extension SigningKey {
    /// Refuses to take the place of a signature by another key; one that nobody can read may go.
    func checkSigner(of document: String, _ signature: [UInt8]) throws(ZooError) {
        guard let file = try? SignatureFile(bytes: signature), file.keyID != publicKey.id else {
            return
        }
        throw ZooError(
            .signed,
            "\(document) is signed by the key \(file.keyID), and there is room for one signature. "
                + "Use --replace to put yours in its place."
        )
    }
}
