public import FrankenBundle
internal import FrankenCrypto
public import FrankenFiles
internal import FrankenTransport

/// A bundle that was fetched into a file.
public struct PulledBundle: Sendable {
    /// What is in the file, and who signed it.
    public let plan: InstallPlan
    /// The file.
    public let path: String
}

extension Installer {
    /// Fetches a bundle from a registry into a file, and installs nothing.
    ///
    /// Blobs that are installed are not fetched. What came is kept when the work is interrupted.
    ///
    /// - Parameters:
    ///   - reference: The bundle.
    ///   - target: The file; `name-version.zoo` in the working folder when left out.
    ///   - form: What is written.
    ///   - isThin: Whether the encoder is left out.
    ///   - approve: Is shown the plan before anything large is fetched; throws to fetch nothing.
    ///   - progress: Called with the bytes of a blob that came, from several threads.
    /// - Returns: What was written.
    /// - Throws: As ``install(_:approve:progress:)``; `FilesError` for a file that cannot be
    ///   written.
    public func pull(
        _ reference: RegistryReference,
        to target: OutputTarget? = nil,
        form: BundleWriter.Form = .standard,
        isThin: Bool = false,
        approve: (InstallPlan) throws -> Void = { _ in },
        progress: @escaping @Sendable (InstallProgress) -> Void = { _ in }
    ) throws -> PulledBundle {
        let shelf = try BlobShelf(zoo)
        return try shelf.use { ingest in
            let leavingOut = isThin ? BundleWriter.encoderRoles : []
            let found = try resolve(reference, has: ingest.contains)
            let plan = found.plan.without(leavingOut)
            try approve(plan)
            try fetch(plan, from: found.reference, into: ingest, progress)
            let target = target ?? OutputTarget(path: plan.description.fileName(form))
            try BundleWriter(form: form, leavingOut: leavingOut)
                .write([plan.bundle], blobs: shelf.store, to: target)
            return PulledBundle(plan: plan, path: target.path)
        }
    }
}

extension InstallPlan {
    /// The plan of somebody who does not want the blobs of some roles.
    func without(_ roles: Set<BlobRole>) -> InstallPlan {
        func isWanted(_ blob: Descriptor) -> Bool { blob.role.map(roles.contains) != true }
        return InstallPlan(
            bundle: bundle,
            description: description,
            verdict: verdict,
            source: source,
            missing: missing.filter(isWanted),
            shared: shared.filter(isWanted),
            isInstalled: isInstalled,
            upstream: upstream
        )
    }
}
