internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenStore

extension Zoo {
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
            .incomplete,
            "\(receipt.reference) needs weights that it may not carry (\(upstream.license)), the "
                + "file of SHA-256 \(upstream.digest.hex) from \(upstream.urls.first ?? "upstream"). "
                + "Fetch it, then: zoo import --backbone \(description.taxonomy.relative) "
                + "--weights FILE"
        )
    }
}
