internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenStore
internal import FrankenTransport

extension Installer {
    /// Finds out what a registry has, and what of it is missing here.
    func resolve(
        _ reference: RegistryReference,
        into ingest: Ingest
    ) throws -> InstallPlan {
        let source = InstallSource.registry(reference)
        let network = try onlineNetwork(for: source)
        let registry = network.registry
        let resolved = try registry.resolve(reference, cancellation: network.cancellation)
        let manifest = try ImageManifest(bytes: resolved.bytes)
        let description = try manifest.layer(.manifest).map { layer in
            try network.small(layer, from: registry.source(of: layer.digest, in: reference))
        }
        let signatures = try registry.documents(
            about: resolved.descriptor.digest,
            in: reference,
            mediaType: MediaType.minisign,
            artifactType: MediaType.signatureArtifact,
            cancellation: network.cancellation
        )
        let bundle = try PackedBundle(
            manifest: resolved.bytes,
            signature: signatures.first,
            descriptionBytes: description
        )
        return try plan(bundle, signatures: signatures, from: source, ingest)
    }

    /// Fetches what a plan misses.
    func fetch(
        _ plan: InstallPlan,
        from reference: RegistryReference,
        into ingest: Ingest,
        _ progress: @escaping @Sendable (InstallProgress) -> Void
    ) throws {
        let network = try onlineNetwork(for: .registry(reference))
        try ingest.checkRoom(for: plan.missingByteCount)
        let requests = plan.missing.map { blob in
            BlobRequest(
                blob,
                from: [network.registry.source(of: blob.digest, in: reference)],
                segments: plan.description.segments[blob.digest]
            )
        }
        try network.downloader.fetch(
            requests,
            into: ingest,
            cancellation: network.cancellation,
            progress: { progress(.blob($0.descriptor, byteCount: $0.byteCount)) }
        )
    }

    /// Whether a bundle of a source is to be installed.
    func isWanted(_ manifest: Digest) -> Bool { options.manifests?.contains(manifest) ?? true }

    /// Refuses a source that lacks what was asked for by digest.
    func checkWanted(_ found: [Digest], at source: String) throws(ZooError) {
        let absent = (options.manifests ?? []).subtracting(found)
        guard let digest = absent.min(by: { $0.hex < $1.hex }) else { return }
        throw ZooError(
            .changedSource,
            "\(source) should have the bundle \(digest), and has "
                + "\(found.map { "\($0)" }.joined(separator: ", ")). It was replaced since; lock "
                + "again, or install from a place that still has it."
        )
    }
}
