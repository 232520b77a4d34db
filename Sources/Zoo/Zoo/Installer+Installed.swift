internal import FrankenBundle
internal import FrankenCatalog
internal import FrankenStore
internal import FrankenTransport
internal import FrankenTrust

// The store is asked before anybody else: what is here and whole needs neither a network nor a
// store that may be written.
extension Installer {
    /// Installs what a name means: what the indexes say, or else what is installed.
    func install(
        named reference: BundleReference,
        _ approve: ([InstallPlan]) throws -> Void,
        _ progress: @escaping @Sendable (InstallProgress) -> Void
    ) throws -> [InstallPlan] {
        let found: FoundBundle
        do {
            found = try zoo.find(reference, network: network)
        } catch {
            // An index that somebody may have changed is told of, whatever is installed.
            if let refusal = error as? TrustError, refusal.code != .expired { throw error }
            guard let plan = try? installedPlan(reference) else { throw error }
            return try keep([plan], approve)
        }
        var installer = self
        installer.options.wanted = options.wanted ?? [found.wanted]
        if let plan = try installer.installedPlan(BundleReference(found.wanted.manifest)) {
            return try installer.keep([plan], approve)
        }
        let places = try found.places(isOnline: network != nil)
        for place in places.dropLast() {
            do {
                return try installer.install(place, approve: approve, progress: progress)
            } catch  where Self.isAbsence(error) {
                // Another place may still have it.
            }
        }
        return try installer.install(
            places.last ?? .name(reference),
            approve: approve,
            progress: progress
        )
    }

    /// The plan of a bundle that is installed and whole; `nil` for any other.
    func installedPlan(_ reference: BundleReference) throws -> InstallPlan? {
        guard let receipt = try? zoo.store.resolve(reference), receipt.importedBackbone == nil
        else { return nil }
        guard let bundle = try? zoo.packed(receipt) else { return nil }
        let plan = try plan(
            bundle,
            signatures: bundle.signature.map { [$0] } ?? [],
            from: receipt.source,
            has: zoo.store.isSound
        )
        return plan.isInstalled ? plan : nil
    }

    /// The plan of the bundle that was installed from a place that cannot be reached now.
    func installedPlan(from source: InstallSource) throws -> InstallPlan? {
        switch source {
        case .file, .standardInput, .name: return nil
        case .url: break
        case .registry(let reference):
            if let digest = reference.digest {
                return try installedPlan(BundleReference(digest))
            }
        }
        let here = try zoo.list().filter { bundle in
            bundle.source == source.lasting || bundle.source.hasPrefix("\(source.lasting):")
        }
        guard let newest = here.max(by: { $0.tag < $1.tag }) else { return nil }
        return try installedPlan(BundleReference(name: newest.name, tag: newest.tag))
    }

    /// The plans of a file whose bundles are all installed; `nil` when one is not.
    func installedPlans(
        in archive: BundleArchive,
        from source: InstallSource
    ) throws -> [InstallPlan]? {
        guard case .file = source else { return nil }
        let bundles = try archive.contents().bundles
        try checkWanted(bundles.map(\.descriptor.digest), at: "\(source)")
        let plans = try bundles.filter { isWanted($0.descriptor.digest) }.map { bundle in
            try plan(
                bundle,
                signatures: bundle.signature.map { [$0] } ?? [],
                from: source.lasting,
                has: zoo.store.isSound
            )
        }
        return plans.allSatisfy(\.isInstalled) ? plans : nil
    }

    /// Shows plans of what is installed already, and pins it where that was asked for.
    func keep(
        _ plans: [InstallPlan],
        _ approve: ([InstallPlan]) throws -> Void
    ) throws -> [InstallPlan] {
        try approve(plans)
        for plan in plans where options.isPinned {
            let reference = BundleReference(
                name: plan.description.name,
                tag: BundleTag(plan.description.version)
            )
            guard try !zoo.store.resolve(reference).isPinned else { continue }
            try zoo.store.update(reference) { $0.isPinned = true }
        }
        return plans
    }
}

extension InstallPlan {
    /// The same plan for a place that may have other blobs, or keeps them from now on.
    func asking(_ has: (Descriptor) -> Bool) -> InstallPlan {
        let blobs = missing + shared
        let absent = Set(blobs.filter { !has($0) }.map(\.digest))
        return InstallPlan(
            bundle: bundle,
            description: description,
            verdict: verdict,
            source: source,
            missing: blobs.filter { absent.contains($0.digest) },
            shared: blobs.filter { !absent.contains($0.digest) },
            isInstalled: isInstalled,
            upstream: upstream
        )
    }
}
