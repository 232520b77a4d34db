internal import FrankenBundle
public import FrankenCodec
internal import FrankenCrypto
internal import FrankenStore

extension Zoo {
    /// The encoder of an installed bundle, also of one whose tail was not imported yet.
    ///
    /// - Parameter reference: `name`, `name:version`, `name@sha256:…` or a digest.
    /// - Returns: The package; the same one for all bundles that share it.
    /// - Throws: `StoreError` with code `.notInstalled` and the likeliest names, `BundleError` or
    ///   `CodecError` for files that are not right.
    public func encoder(of reference: String) throws -> EncoderPackage {
        try sharedEncoder(models(of: store.resolve(reference)).encoder())
    }

    /// The parts of an installed bundle.
    func models(of receipt: Receipt) throws -> BundleModels {
        let manifest = try store.manifest(of: receipt)
        let store = store
        return BundleModels(manifest: manifest, blobs: store) { try? store.path(of: $0) }
    }

    /// Refuses a bundle that this build cannot run, or whose tail is not here.
    func check(
        _ description: BundleDescription,
        _ models: BundleModels,
        _ receipt: Receipt
    ) throws {
        try description.runtime.check(zoo: ZooVersion.current, ops: ZooVersion.ops)
        guard !store.contains(description.tail.digest) else { return }
        guard let upstream = description.tail.upstream else {
            throw ZooError(
                .incomplete,
                "\(receipt.reference) lacks its tail \(description.tail.digest.short). "
                    + "Install it again: zoo install \(receipt.source)"
            )
        }
        throw ZooError(
            .needsImport,
            "\(receipt.reference) needs weights that it may not carry (\(upstream.license)), the "
                + "file of SHA-256 \(upstream.digest.hex) from \(upstream.whereabouts). "
                + "Fetch it, then: zoo import --backbone \(description.taxonomy.relative) "
                + "--weights FILE"
        )
    }
}
