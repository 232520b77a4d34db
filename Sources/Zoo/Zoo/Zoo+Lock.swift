internal import FrankenBundle
internal import FrankenCatalog
internal import FrankenCrypto
internal import FrankenStore
internal import FrankenTransport

/// How far a machine is from a lock file.
public struct LockDifference: Sendable, Hashable {
    /// A bundle that is installed as another one under the same name and version, or not at all.
    public struct Change: Sendable, Hashable {
        /// What shall be installed.
        public let bundle: LockFile.Bundle
        /// `sha256:…` of what is installed instead; `nil` when nothing is.
        public let installed: String?
    }

    /// What has to be installed.
    public let changes: [Change]
    /// `name:tag` of what is as it should be.
    public let unchanged: [String]
    /// `name:tag` of what is installed and not locked.
    public let extra: [String]
}

extension Zoo {
    /// Writes down which bundles are installed, with their sources.
    ///
    /// Imported backbones are left out: nobody else can fetch them.
    ///
    /// - Parameter references: Which bundles; all when there are none.
    /// - Returns: The lock.
    /// - Throws: `StoreError`, `BundleError` or ``ZooError``.
    public func lock(_ references: [String] = []) throws -> LockFile {
        let wanted =
            try references.isEmpty
            ? bundleReferences() : references
        var bundles: [LockFile.Bundle] = []
        var encoders: [Digest: LockFile.Encoder] = [:]
        for reference in wanted {
            let (receipt, bundle) = try packed(reference)
            let description = try bundle.description()
            let encoder = description.encoder
            encoders[encoder.digest] = LockFile.Encoder(
                digest: encoder.digest,
                name: encoder.name,
                size: encoder.byteCount
            )
            let locked = LockFile.Bundle(
                name: description.name,
                version: description.version,
                manifest: bundle.descriptor.digest,
                encoder: encoder.digest,
                source: Self.withoutDigest(receipt.source)
            )
            if !bundles.contains(locked) { bundles.append(locked) }
        }
        return try LockFile(bundles: bundles, encoders: Array(encoders.values))
    }

    /// What would have to change for a lock to hold here.
    ///
    /// - Parameter lock: The lock.
    /// - Returns: The changes, in the lock's order.
    /// - Throws: `StoreError`.
    public func difference(from lock: LockFile) throws -> LockDifference {
        let installed = try bundleReferences()
        var changes: [LockDifference.Change] = []
        var unchanged: [String] = []
        for bundle in lock.bundles {
            let receipt = try? store.resolve(bundle.reference)
            if receipt?.manifest.digest == bundle.manifest {
                unchanged.append(bundle.reference)
            } else {
                changes.append(
                    LockDifference.Change(
                        bundle: bundle,
                        installed: receipt.map { "\($0.manifest.digest)" }
                    )
                )
            }
        }
        let locked = Set(lock.bundles.map(\.reference))
        return LockDifference(
            changes: changes,
            unchanged: unchanged,
            extra: installed.filter { !locked.contains($0) }
        )
    }

    /// `name:tag` of the installed bundles of this store; those of read-only layers are not ours.
    private func bundleReferences() throws -> [String] {
        try list().filter { $0.importedBackbone == nil && $0.store == store.path }
            .map(\.reference)
    }

    /// A registry's source without the digest, which the lock has anyway.
    private static func withoutDigest(_ source: String) -> String {
        guard let reference = try? RegistryReference(source) else { return source }
        return "\(reference.with(tag: reference.tag, digest: nil))"
    }

    /// Other places that an index knows for exactly this bundle.
    func places(of bundle: LockFile.Bundle, network: Network?) throws -> [InstallSource] {
        let items = try catalog(network: network).catalog.items
        return try items.filter { $0.entry.manifest == bundle.manifest }.flatMap(\.places)
            .map(InstallSource.init)
    }
}
