public import FrankenBundle
internal import FrankenCrypto
internal import FrankenStore
internal import FrankenTransport

/// What sending a bundle to a registry did.
public struct PushReport: Sendable {
    /// `name:tag` of the installed bundle.
    public let reference: String
    /// Where it is now, with tag and digest.
    public let target: RegistryReference
    /// Blobs that were sent.
    public internal(set) var sent: [Descriptor] = []
    /// Blobs that the registry took from another of its repositories.
    public internal(set) var mounted: [Descriptor] = []
    /// Blobs that were there.
    public internal(set) var present: [Descriptor] = []
    /// Whether its signature is there too.
    public internal(set) var isSigned = false
}

extension Zoo {
    /// Sends an installed bundle to a registry, with its signature.
    ///
    /// Blobs that the repository has are not sent, and those that another repository of the
    /// registry has are mounted: an encoder travels once. The manifest goes last, so nobody sees
    /// half a bundle.
    ///
    /// - Parameters:
    ///   - reference: The bundle.
    ///   - target: The repository; the tag is the version when there is none. A repository with a
    ///     version for a tag is called as the bundle is.
    ///   - network: How the registry is reached.
    ///   - progress: Called with the bytes of a blob that were sent.
    /// - Returns: What was sent, and what was there.
    /// - Throws: `StoreError`, `TransportError`, `BundleError`; ``ZooError`` for an imported
    ///   backbone, or for a digest, name or version in `target` that is not the bundle's.
    public func push(
        _ reference: String,
        to target: RegistryReference,
        over network: Network,
        progress: (InstallProgress) -> Void = { _ in }
    ) throws -> PushReport {
        let (receipt, bundle) = try packed(reference)
        let digest = bundle.descriptor.digest
        guard target.digest ?? digest == digest else {
            throw ZooError(
                .changedSource,
                "\(receipt.reference) has the digest \(digest), not that of \(target). Leave the "
                    + "digest out, or name the bundle that has it."
            )
        }
        var report = PushReport(
            reference: receipt.reference,
            target: target.with(tag: target.tag ?? receipt.version.text, digest: digest)
        )
        // What is pushed must be what an installation of it takes.
        let named = target.with(tag: report.target.tag, digest: nil)
        try named.checkNames(bundle.description())
        let mountable = try repositories(sharing: bundle, at: target)
        for blob in bundle.manifest.blobs {
            let outcome = try network.registry.push(
                blob,
                from: store,
                to: target,
                mountable: mountable[blob.digest] ?? [],
                cancellation: network.cancellation,
                progress: { progress(.blob(blob, byteCount: $0)) }
            )
            switch outcome {
            case .sent: report.sent.append(blob)
            case .mounted: report.mounted.append(blob)
            case .present: report.present.append(blob)
            }
            progress(.blob(blob, byteCount: blob.size))
        }
        _ = try network.registry.put(
            bundle.bytes,
            mediaType: MediaType.imageManifest,
            to: report.target,
            cancellation: network.cancellation
        )
        guard let signature = bundle.signature else { return report }
        _ = try network.registry.attach(
            signature,
            mediaType: MediaType.minisign,
            artifactType: MediaType.signatureArtifact,
            to: bundle.descriptor,
            in: target,
            cancellation: network.cancellation
        )
        report.isSigned = true
        return report
    }

    /// Repositories of the same registry that may have blobs of a bundle, the likeliest first:
    /// those that bundles with them came from, then those that would be called as its bundles are.
    private func repositories(
        sharing bundle: PackedBundle,
        at target: RegistryReference
    ) throws -> [Digest: [String]] {
        let description = try bundle.description()
        let digests = Set(bundle.manifest.blobs.map(\.digest))
        let slash = target.repository.lastIndex(of: "/")
        let folder = slash.map { target.repository[...$0] } ?? ""
        var known: [Digest: [String]] = [:]
        var guessed: [Digest: [String]] = [:]
        // Others share nothing that is worth a question.
        let relatives = try list().lazy.filter {
            $0.summary.encoder == description.encoder.digest
                || $0.summary.family == description.taxonomy.family
        }
        for relative in relatives.prefix(64) {
            let place = BundleReference(name: relative.name, tag: relative.tag)
            guard let receipt = try? store.resolve(place),
                let manifest = try? store.manifest(of: receipt)
            else { continue }
            let source = try? RegistryReference(receipt.source)
            for blob in manifest.blobs where digests.contains(blob.digest) {
                if let source, source.host == target.host, source.port == target.port {
                    known[blob.digest, default: []].append(source.repository)
                }
                guessed[blob.digest, default: []].append(folder + receipt.name.text.lowercased())
            }
        }
        return known.merging(guessed) { $0 + $1 }
            .mapValues { $0.filter { $0 != target.repository } }
    }
}
