internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenStore
internal import FrankenTransport

extension Installer {
    /// Finds out what a registry has, and what of it is missing here.
    ///
    /// - Parameters:
    ///   - reference: The bundle; without a tag and a digest the newest version, or else `latest`.
    ///   - has: Whether a blob is here.
    /// - Returns: The plan, and the reference with the tag that was taken.
    /// - Throws: `TransportError`, `BundleError`, `TrustError`, ``ZooError``.
    func resolve(
        _ reference: RegistryReference,
        has: (Descriptor) -> Bool
    ) throws -> (plan: InstallPlan, reference: RegistryReference) {
        let network = try onlineNetwork(for: .registry(reference))
        let registry = network.registry
        let reference = tagged(reference, network)
        let resolved = try manifest(reference, network)
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
        try reference.checkNames(bundle.description())
        let source = InstallSource.registry(reference).lasting
        return (try plan(bundle, signatures: signatures, from: source, has: has), reference)
    }

    /// The reference with the tag that is meant: what `zoo push` gives when it is not told one.
    private func tagged(_ reference: RegistryReference, _ network: Network) -> RegistryReference {
        guard reference.tag == nil, reference.digest == nil else { return reference }
        // A registry that does not say its tags may still have the one that others give.
        let cancellation = network.cancellation
        let tags = try? network.registry.tags(of: reference, cancellation: cancellation)
        let versions = (tags ?? []).compactMap { try? BundleVersion($0) }.sorted()
        let newest = versions.last { !$0.isPrerelease } ?? versions.last
        return reference.with(tag: newest?.text ?? "latest", digest: nil)
    }

    /// The manifest of a bundle; an index that names one bundle stands for it.
    private func manifest(
        _ reference: RegistryReference,
        _ network: Network
    ) throws -> ResolvedManifest {
        let registry = network.registry
        let resolved = try registry.resolve(reference, cancellation: network.cancellation)
        guard (try? ImageManifest(bytes: resolved.bytes)) == nil,
            let index = try? ImageIndex(bytes: resolved.bytes)
        else { return resolved }
        let bundles = index.manifests.filter {
            $0.mediaType == MediaType.imageManifest && $0.artifactType == MediaType.modelManifest
        }
        guard bundles.count == 1, let bundle = bundles.first else {
            let named = bundles.prefix(5).map { descriptor in
                "\(descriptor.title ?? "one") \(descriptor.digest)"
            }
            throw BundleError(
                .inconsistent,
                "\(reference) is an index of \(index.manifests.count) manifests, and "
                    + "\(bundles.count) of them are bundles"
                    + (named.isEmpty ? "" : ": \(named.joined(separator: ", "))")
                    + ". Name one bundle, by its own tag or as "
                    + "oci://\(reference.authority)/\(reference.repository)@sha256:…."
            )
        }
        return try registry.resolve(
            reference.with(tag: nil, digest: bundle.digest),
            cancellation: network.cancellation
        )
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
}

extension RegistryReference {
    /// Refuses a bundle of another name or version than the reference says.
    ///
    /// A reference says both when its tag is a version, as `zoo push` makes it: then the repository
    /// is called as the bundle is. A digest says which bundle is meant, and other tags say nothing.
    ///
    /// - Throws: ``ZooError`` with code `.changedSource`.
    func checkNames(_ description: BundleDescription) throws(ZooError) {
        guard digest == nil, let tag, let version = try? BundleVersion(tag) else { return }
        let name = repository.split(separator: "/").last.map(String.init) ?? repository
        guard name != description.name.text || version != description.version else { return }
        throw ZooError(
            .changedSource,
            "\(self) should be \(name):\(version), and is \(description.label). Call the repository "
                + "and the tag as the bundle, use a tag that is no version, or name the bundle by "
                + "its digest."
        )
    }
}
