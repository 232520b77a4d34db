internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles
internal import FrankenStore
internal import FrankenTransport

extension Installer {
    /// Installs exactly what a lock names.
    ///
    /// A source that has another bundle now is never taken for the locked one.
    ///
    /// - Parameters:
    ///   - difference: What has to change; see ``Zoo/difference(from:)``.
    ///   - isStrict: Whether only the locked sources count, and no index that knows another place
    ///     of the same bundle.
    ///   - approve: As for ``install(_:approve:progress:)``, once for each source.
    ///   - progress: As for ``install(_:approve:progress:)``.
    /// - Returns: What was installed.
    /// - Throws: As ``install(_:approve:progress:)``; ``ZooError`` with code `.changedSource` when
    ///   no place has what is locked.
    public func sync(
        _ difference: LockDifference,
        isStrict: Bool = false,
        approve: ([InstallPlan]) throws -> Void = { _ in },
        progress: @escaping @Sendable (InstallProgress) -> Void = { _ in }
    ) throws -> [InstallPlan] {
        var plans: [InstallPlan] = []
        for change in difference.changes {
            let bundle = change.bundle
            let source = try Self.pinned(bundle)
            var installer = self
            installer.options.wanted = [bundle.wanted]
            installer.options.encoder = bundle.encoder
            do {
                plans += try installer.install(source, approve: approve, progress: progress)
            } catch  where Self.isAbsence(error) && !isStrict {
                let others = try zoo.places(of: bundle, network: network)
                guard let other = others.first(where: { $0 != source }) else { throw error }
                let place: InstallSource =
                    if case .registry(let reference) = other {
                        .registry(reference.with(tag: nil, digest: bundle.manifest))
                    } else { other }
                plans += try installer.install(place, approve: approve, progress: progress)
            }
        }
        return plans
    }

    /// Removes bundles that a lock does not name.
    ///
    /// - Parameter difference: What has to change.
    /// - Returns: `name:tag` of what was removed.
    /// - Throws: `StoreError`, for a pinned bundle among others.
    public func removeExtra(_ difference: LockDifference) throws -> [String] {
        for reference in difference.extra {
            _ = try zoo.store.remove(BundleReference(reference))
        }
        return difference.extra
    }

    /// The locked source; in a registry, the locked digest whatever the tag means by now.
    private static func pinned(_ bundle: LockFile.Bundle) throws -> InstallSource {
        let source = try InstallSource(bundle.source)
        switch source {
        case .registry(let reference):
            return .registry(reference.with(tag: reference.tag, digest: bundle.manifest))
        case .standardInput:
            throw ZooError(
                .notFound,
                "\(bundle.reference) was installed from standard input, so nobody knows where it "
                    + "is. Install it from a file or registry, then lock again."
            )
        default: return source
        }
    }

    /// Whether another place may still have what this one has not.
    static func isAbsence(_ error: any Error) -> Bool {
        switch error {
        case let error as ZooError: error.code == .changedSource || error.code == .notFound
        case let error as TransportError: error.code == .notFound || error.code == .unavailable
        case let error as BundleError: error.code == .unreadable
        case let error as FilesError: error.isMissing
        default: false
        }
    }
}
