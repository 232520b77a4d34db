internal import FrankenBundle
public import FrankenStore
public import FrankenTrust

extension Zoo {
    /// What today's policy says about an installed bundle.
    ///
    /// - Parameter receipt: Which bundle.
    /// - Returns: The verdict; `nil` for a backbone that was imported here, which nobody signs.
    /// - Throws: `StoreError` for a manifest that is gone, `TrustError` for a policy or memory that
    ///   is not right.
    public func verdict(on receipt: Receipt) throws -> TrustVerdict? {
        guard receipt.importedBackbone == nil else { return nil }
        let bytes = try store.bytes(receipt.manifest, limit: ImageManifest.largestByteCount)
        return try trust.evaluate(
            name: SubjectName(receipt.name),
            version: BundleVersion(receipt.version.text),
            manifest: bytes,
            signatures: signatures.signature(of: receipt.manifest.digest).map { [$0] } ?? [],
            now: .current()
        )
    }
}
