internal import FrankenBundle
public import FrankenCatalog
internal import FrankenFiles
internal import FrankenStore
internal import FrankenTransport
internal import FrankenTrust

/// The indexes that could be read, and why others could not.
public struct Catalogs: Sendable {
    /// The indexes that were asked, in order.
    public let remotes: [Remote]
    /// What they list, merged.
    public let set: CatalogSet
    /// The remotes that could not be used, and why.
    public let failures: [(remote: Remote, error: any Error)]
    /// What a person should know about those that could.
    public let warnings: [String]
}

extension Zoo {
    /// Reads the indexes.
    ///
    /// An index on the web is kept in the cache for times without a network. One that policy
    /// refuses is a failure, never an empty index.
    ///
    /// - Parameter network: How other machines are reached; `nil` where no socket may be opened.
    /// - Returns: What could be read.
    /// - Throws: ``ZooError`` for a configuration that is not right.
    public func catalogs(network: Network? = nil) throws -> Catalogs {
        var origins: [CatalogSet.Origin] = []
        var failures: [(remote: Remote, error: any Error)] = []
        var warnings: [String] = []
        let remotes = try remotes().all
        for remote in remotes {
            do {
                let (catalog, verdict) = try open(remote, network)
                warnings += verdict.warnings.map { "\(remote.name): \($0)" }
                origins.append(
                    CatalogSet.Origin(
                        remote: remote.name,
                        catalog: catalog,
                        base: CatalogBase(of: Self.place(of: remote))
                    )
                )
            } catch {
                failures.append((remote, error))
            }
        }
        return Catalogs(
            remotes: remotes,
            set: CatalogSet(origins),
            failures: failures,
            warnings: warnings
        )
    }

    /// Where the bundle is that a name means.
    func source(of reference: BundleReference, network: Network?) throws -> InstallSource {
        let catalogs = try catalogs(network: network)
        let item: CatalogSet.Item
        do throws(CatalogError) {
            item = try catalogs.set.item(named: reference.name.text, version: reference.tag)
        } catch {
            // What an index that could not be read lists is not known.
            guard error.code == .unknownName || !catalogs.failures.isEmpty else { throw error }
            try Self.check(catalogs, lacking: reference)
            if let recipe = try builtInRecipe(for: reference.name.text) {
                throw CatalogError(.onlyRecipe, recipe.explanation)
            }
            throw error
        }
        guard reference.digest.map({ $0 == item.entry.manifest }) ?? true else {
            throw ZooError(
                .notFound,
                "'\(reference)' is not what the index lists: \(item.entry.manifest)."
            )
        }
        let places = item.places.sorted { Self.rank($0) < Self.rank($1) }
        guard let place = places.first(where: { network != nil || Self.rank($0) == 0 }) else {
            throw TransportError(
                .offline,
                "'\(reference)' is only on the network, and the zoo is offline. Leave out "
                    + "--offline, or install from a file."
            )
        }
        return switch place {
        case .file(let path): .file(path)
        case .web(let address): .url(try HTTPURL(address))
        case .registry(let name):
            .registry(
                try RegistryReference("oci://\(name)").with(tag: nil, digest: item.entry.manifest)
            )
        }
    }

    /// Tells of the indexes that could not be read, before a name is said to be in none.
    private static func check(_ catalogs: Catalogs, lacking reference: BundleReference) throws {
        let refused = catalogs.failures.first { $0.error is TrustError }
        if let failure = refused ?? catalogs.failures.first {
            let message =
                "The index '\(failure.remote.name)' (\(failure.remote.index)) could not be read, "
                + "so where '\(reference)' is to be had is not known: \(failure.error)"
            if let refusal = failure.error as? TrustError {
                throw TrustError(refusal.code, message)
            }
            throw ZooError(.unreadableIndex, message, cause: failure.error)
        }
        guard catalogs.remotes.isEmpty else { return }
        throw ZooError(
            .noIndex,
            "No index is known in which '\(reference)' could be looked up. Set ZOO_INDEX to the "
                + "path or URL of an index.json; the zoo's own is Zoo/index.json of its source."
        )
    }

    private func open(
        _ remote: Remote,
        _ network: Network?
    ) throws -> (Catalog, TrustVerdict) {
        let isWeb = remote.index.hasPrefix("https:") || remote.index.hasPrefix("http:")
        let kept = "\(directories.cache)/indexes/\(remote.name).json"
        let (index, signature): ([UInt8], [UInt8]?)
        if isWeb, let network {
            index = try network.document(remote.index, limit: Catalog.largestByteCount)
            signature = try? network.document(
                "\(remote.index).minisig",
                limit: SignatureShelf.byteLimit
            )
        } else {
            let path = isWeb ? kept : Self.path(remote.index)
            index = try Self.file(path, limit: Catalog.largestByteCount)
            signature = try? Self.file("\(path).minisig", limit: SignatureShelf.byteLimit)
        }
        guard !WebPage.begins(index) else {
            throw TransportError(
                .protocolViolation,
                "There is a web page and no index. Does the network want a login first?"
            )
        }
        let (catalog, verdict) = try Catalog.open(
            index,
            signatures: signature.map { [$0] } ?? [],
            trust: trust,
            now: .current(),
            options: indexTrust
        )
        if isWeb, network != nil {
            try CacheFolder.make(directories, "indexes")
            try AtomicFile.write(index, to: kept)
            if let signature { try AtomicFile.write(signature, to: "\(kept).minisig") }
            _ = try trust.record(verdict)
        }
        return (catalog, verdict)
    }

    private static func place(of remote: Remote) -> CatalogPlace {
        let isWeb = remote.index.hasPrefix("https:") || remote.index.hasPrefix("http:")
        return isWeb ? .web(remote.index) : .file(path(remote.index))
    }

    private static func path(_ text: String) -> String {
        text.hasPrefix("file://") ? String(text.dropFirst("file://".count)) : text
    }

    private static func file(_ path: String, limit: Int) throws -> [UInt8] {
        do {
            return try OpenFile.bytes(of: path, limit: limit)
        } catch  where error.code == .tooLarge {
            throw ZooError(.invalidRequest, error.message)
        }
    }

    /// Files before the web before registries: the cheapest first.
    private static func rank(_ place: CatalogPlace) -> Int {
        switch place {
        case .file: 0
        case .web: 1
        case .registry: 2
        }
    }
}
