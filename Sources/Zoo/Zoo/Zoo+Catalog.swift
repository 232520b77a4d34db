internal import FrankenBundle
public import FrankenCatalog
internal import FrankenCrypto
internal import FrankenFiles
internal import FrankenStore
internal import FrankenTransport
internal import FrankenTrust

/// What the indexes that could be read list, and why others could not be.
public struct OpenedCatalog: Sendable {
    /// The indexes that were asked, in order.
    public let remotes: [Remote]
    /// What they list, merged.
    public let catalog: Catalog
    /// The remotes that could not be used, and why.
    public let failures: [(remote: Remote, error: any Error)]
    /// What a person should know about those that could.
    public let warnings: [String]
}

/// What the indexes say about a reference.
struct FoundBundle {
    /// What a place must have.
    let wanted: WantedBundle
    /// Where it lies, the cheapest first.
    let places: [InstallSource]

    /// The places that can be reached.
    ///
    /// - Throws: `TransportError` with code `.offline` when there is none without a network.
    func places(isOnline: Bool) throws -> [InstallSource] {
        let reachable = places.filter { place in
            if case .file = place { true } else { isOnline }
        }
        guard reachable.isEmpty else { return reachable }
        throw TransportError(
            .offline,
            "'\(wanted.reference)' is only on the network, and the zoo is offline. Leave out "
                + "--offline, or install from a file."
        )
    }
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
    public func catalog(network: Network? = nil) throws -> OpenedCatalog {
        var origins: [Catalog.Origin] = []
        var failures: [(remote: Remote, error: any Error)] = []
        var warnings: [String] = []
        let remotes = try remotes().all
        for remote in remotes {
            do {
                let (index, verdict) = try open(remote, network)
                warnings += verdict.warnings.map { "\(remote.name): \($0)" }
                origins.append(
                    Catalog.Origin(
                        remote: remote.name,
                        index: index,
                        base: CatalogBase(of: try Self.place(of: remote))
                    )
                )
            } catch {
                failures.append((remote, error))
            }
        }
        return OpenedCatalog(
            remotes: remotes,
            catalog: Catalog(origins),
            failures: failures,
            warnings: warnings
        )
    }

    /// What the indexes say a reference means, and where it is.
    func find(_ reference: BundleReference, network: Network?) throws -> FoundBundle {
        let opened = try catalog(network: network)
        let item: Catalog.Item
        do throws(CatalogError) {
            item = try opened.catalog.item(reference)
        } catch {
            // What an index that could not be read lists is not known.
            guard error.code == .unknownName || !opened.failures.isEmpty else { throw error }
            try Self.check(opened, lacking: reference)
            if let known = try builtInUnpublished(for: reference.name?.text ?? "") {
                throw CatalogError(.unpublished, known.explanation)
            }
            throw error
        }
        let manifest = item.entry.manifest
        let places = try item.places.sorted { Self.rank($0) < Self.rank($1) }.map { place in
            guard case .registry(let there) = place else { return try InstallSource(place) }
            return .registry(there.with(tag: nil, digest: manifest))
        }
        return FoundBundle(
            wanted: WantedBundle(
                name: item.entry.name,
                version: item.entry.version,
                manifest: manifest
            ),
            places: places
        )
    }

    /// Tells of the indexes that could not be read, before a name is said to be in none.
    private static func check(_ catalogs: OpenedCatalog, lacking reference: BundleReference) throws
    {
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
    ) throws -> (BundleIndex, TrustVerdict) {
        let isWeb = remote.index.hasPrefix("https:") || remote.index.hasPrefix("http:")
        // By its address: another index in its place is another one.
        let address = try SHA256Hasher.digest(of: Array(remote.index.utf8)).hex
        let kept = "\(directories.cache)/indexes/\(address).json"
        let (bytes, signature): ([UInt8], [UInt8]?)
        if isWeb, let network {
            bytes = try network.document(remote.index, limit: BundleIndex.largestByteCount)
            signature = try? network.document(
                "\(remote.index).minisig",
                limit: SignatureShelf.byteLimit
            )
        } else {
            let path = isWeb ? kept : try Self.path(remote.index)
            bytes = try Self.file(path, limit: BundleIndex.largestByteCount)
            signature = try? Self.file("\(path).minisig", limit: SignatureShelf.byteLimit)
        }
        guard !WebPage.begins(bytes) else {
            throw TransportError(
                .protocolViolation,
                "There is a web page and no index. Does the network want a login first?"
            )
        }
        let (index, verdict) = try BundleIndex.open(
            bytes,
            signatures: signature.map { [$0] } ?? [],
            trust: trust,
            now: .current(),
            options: indexTrust
        )
        if isWeb, network != nil {
            try CacheFolder.make(directories, "indexes")
            try AtomicFile.write(bytes, to: kept)
            if let signature { try AtomicFile.write(signature, to: "\(kept).minisig") }
            _ = try trust.record(verdict)
        }
        return (index, verdict)
    }

    private static func place(of remote: Remote) throws -> CatalogPlace {
        let isWeb = remote.index.hasPrefix("https:") || remote.index.hasPrefix("http:")
        return isWeb ? .web(remote.index) : .file(try path(remote.index))
    }

    private static func path(_ text: String) throws -> String {
        text.hasPrefix("file://") ? try FileURL.path(text) : text
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
