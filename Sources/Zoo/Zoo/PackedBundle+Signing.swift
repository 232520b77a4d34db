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
            name: description.name,
            version: description.version,
            time: time
        )
        return signed(with: signature.bytes)
    }

    /// Bytes of all blobs that a file with this bundle alone has to carry.
    func blobByteCount(leavingOut roles: Set<BlobRole>) -> Int {
        manifest.blobs.filter { $0.role.map(roles.contains) != true }.reduce(0) { $0 + $1.size }
    }
}
