internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles
internal import FrankenStore
internal import FrankenTransport
internal import FrankenTrust

/// Installs bundles: finds, checks, asks, fetches, and writes the receipt last.
///
/// Nothing is visible before all blobs have the digests that a manifest names, and the manifest is
/// as trustworthy as policy wants. A crash at any point leaves the zoo as it was, or the bundle
/// installed.
public struct Installer: Sendable {
    /// Where bundles go.
    public let zoo: Zoo
    /// How the network is reached; `nil` where no socket may be opened.
    public let network: Network?
    /// What may be done beyond policy.
    public var options: InstallOptions

    /// An installer.
    public init(_ zoo: Zoo, network: Network?, options: InstallOptions = InstallOptions()) {
        self.zoo = zoo
        self.network = network
        self.options = options
    }

    /// Installs what a source has.
    ///
    /// - Parameters:
    ///   - source: Where from.
    ///   - approve: Is shown the plans before anything large is read; throws to install nothing.
    ///   - progress: Called with the bytes of a blob that came, often and from several threads.
    /// - Returns: What was installed; a file may hold several bundles.
    /// - Throws: `BundleError`, `TransportError`, `TrustError`, `StoreError`, ``ZooError``, or what
    ///   `approve` throws.
    @discardableResult
    public func install(
        _ source: InstallSource,
        approve: ([InstallPlan]) throws -> Void = { _ in },
        progress: @escaping @Sendable (InstallProgress) -> Void = { _ in }
    ) throws -> [InstallPlan] {
        switch source {
        case .file(let path):
            return try install(archive(path), from: source, approve)
        case .standardInput:
            return try install(BundleArchive(descriptor: 0, limits: limits), from: source, approve)
        case .registry(let reference):
            return try install(reference, approve, progress)
        case .url(let url):
            let file = try onlineNetwork(for: source).file(url, limit: options.byteLimit) {
                progress(.whole($0, of: $1))
            }
            let plans = try install(archive(file.path), from: source, approve)
            _ = try? Entry.remove(file.path)
            return plans
        case .name(let reference):
            return try install(
                zoo.source(of: reference, network: network),
                approve: approve,
                progress: progress
            )
        }
    }

    private var limits: ArchiveLimits {
        var limits = ArchiveLimits()
        limits.byteCount = options.byteLimit
        return limits
    }

    private func archive(_ path: String) -> BundleArchive {
        BundleArchive(path: path, limits: limits)
    }

    func onlineNetwork(for source: InstallSource) throws -> Network {
        guard let network else {
            throw TransportError(
                .offline,
                "Installing \(source) needs the network, and the zoo is offline. Leave out "
                    + "--offline, or install from a file."
            )
        }
        return network
    }

    // MARK: Files

    private func install(
        _ archive: BundleArchive,
        from source: InstallSource,
        _ approve: ([InstallPlan]) throws -> Void
    ) throws -> [InstallPlan] {
        let ingest = try zoo.store.ingest()
        var plans: [InstallPlan] = []
        try archive.read(into: ingest) { contents in
            try checkWanted(contents.bundles.map(\.descriptor.digest), at: "\(source)")
            plans = try contents.bundles.filter { isWanted($0.descriptor.digest) }.map { bundle in
                try plan(
                    bundle,
                    signatures: bundle.signature.map { [$0] } ?? [],
                    from: source,
                    ingest
                )
            }
            try approve(plans)
            try ingest.checkRoom(for: plans.reduce(0) { $0 + $1.missingByteCount })
            return Set(plans.map(\.bundle.descriptor.digest))
        }
        try finish(plans, ingest)
        return plans
    }

    // MARK: Registries

    private func install(
        _ reference: RegistryReference,
        _ approve: ([InstallPlan]) throws -> Void,
        _ progress: @escaping @Sendable (InstallProgress) -> Void
    ) throws -> [InstallPlan] {
        let ingest = try zoo.store.ingest()
        let plan = try resolve(reference, into: ingest)
        try checkWanted([plan.bundle.descriptor.digest], at: "\(reference)")
        try approve([plan])
        try fetch(plan, from: reference, into: ingest, progress)
        try finish([plan], ingest)
        return [plan]
    }

    // MARK: Every source

    func plan(
        _ bundle: PackedBundle,
        signatures: [[UInt8]],
        from source: InstallSource,
        _ ingest: Ingest
    ) throws -> InstallPlan {
        let description = try bundle.description()
        try checkName(bundle.manifest, description)
        try description.runtime.check(zoo: ZooVersion.current, ops: ZooVersion.ops)
        try checkEncoder(description)
        try checkLicenses(description)
        let verdict = try zoo.trust.evaluate(
            name: description.name.text,
            version: "\(description.version)",
            manifest: bundle.bytes,
            signatures: signatures,
            now: .current(),
            options: options.trust
        )
        try verdict.check()
        let blobs = bundle.manifest.blobs
        let missing = blobs.filter { !ingest.contains($0.digest) }
        let names = Set(missing.map(\.digest))
        let tail = description.tail
        let installed = try? zoo.store.resolve(description.label)
        return InstallPlan(
            bundle: bundle,
            description: description,
            verdict: verdict,
            source: source.lasting,
            missing: missing,
            shared: blobs.filter { !names.contains($0.digest) },
            isInstalled: installed?.manifest.digest == bundle.descriptor.digest,
            upstream: zoo.store.contains(tail.digest) ? nil : tail.upstream
        )
    }

    /// Refuses a manifest that is called otherwise than what it holds.
    private func checkName(_ manifest: ImageManifest, _ description: BundleDescription) throws {
        let name = manifest.annotations[AnnotationKey.title]
        let version = manifest.annotations[AnnotationKey.version]
        guard name == description.name.text, version == "\(description.version)" else {
            throw BundleError(
                .inconsistent,
                "The manifest is called '\(name?.prefix(96) ?? "")' version "
                    + "'\(version?.prefix(96) ?? "")', its zoo.json \(description.label)."
            )
        }
    }

    private func checkEncoder(_ description: BundleDescription) throws(ZooError) {
        guard let encoder = options.encoder, encoder != description.encoder.digest else { return }
        throw ZooError(
            .changedSource,
            "\(description.label) was made for the encoder \(description.encoder.digest), not for "
                + "\(encoder). Lock again."
        )
    }

    private func checkLicenses(_ description: BundleDescription) throws {
        let found = description.licenses.map(\.spdx)
        try zoo.trust.policy().check(licenses: found, of: description.label)
        guard let allowed = options.licenses else { return }
        for license in description.licenses
        where (try? LicenseExpression(license.spdx))?.isSatisfied(by: Set(allowed)) != true {
            throw ZooError(
                .licenseRefused,
                "\(description.label): the \(license.component) is under \(license.spdx), which is "
                    + "not among \(allowed.joined(separator: ", ")). Allow it, or leave it."
            )
        }
    }

    private func finish(_ plans: [InstallPlan], _ ingest: Ingest) throws {
        let installations = try plans.map { plan in
            Installation(
                manifest: plan.bundle.bytes,
                receipt: Receipt(
                    name: plan.description.name,
                    version: try BundleTag("\(plan.description.version)"),
                    manifest: plan.bundle.descriptor,
                    source: plan.source,
                    time: Int(Timestamp.current().secondsSinceEpoch),
                    trust: plan.verdict.summary,
                    isPinned: options.isPinned,
                    summary: BundleSummary(plan.description)
                )
            )
        }
        // The memory of keys and versions comes first: a crash between the two forgets nothing.
        for plan in plans { _ = try zoo.trust.record(plan.verdict) }
        for plan in plans {
            if let signature = plan.bundle.signature {
                try zoo.signatures.put(signature, for: plan.bundle.descriptor.digest)
            }
        }
        try ingest.install(installations, replacingPinned: options.replacesPinned)
    }
}

extension BundleSummary {
    /// What a listing shows of a bundle.
    init(_ description: BundleDescription) {
        // What is sent counts; figures without the codec are there to compare with.
        let metric =
            description.metrics.first { $0.meanBytes != nil } ?? description.metrics.first
        self.init(
            archetype: description.taxonomy.archetype,
            family: description.taxonomy.family,
            dataset: metric.map { "\($0.dataset) \($0.split)" } ?? "",
            license: Set(description.licenses.map(\.spdx)).sorted().joined(separator: ", "),
            top1: metric?.top1,
            wireBytes: metric?.meanBytes,
            encoder: description.encoder.digest,
            note: description.tail.upstream == nil ? "" : "tail \(description.tail.digest.hex)"
        )
    }
}
