internal import FrankenBundle
internal import FrankenCatalog
public import FrankenCrypto
internal import FrankenStore
internal import FrankenTrust

/// A bundle, published or not, as a listing shows it.
public struct ListedBundle: Sendable, Hashable {
    /// How far it is from being usable here.
    public enum State: String, Sendable, Hashable, Codable {
        /// Installed and whole.
        case installed
        /// Installed; its tail is not imported yet.
        case partial
        /// A backbone that was imported from a file, which needs a decoder bundle.
        case imported
        /// An index lists it.
        case available
        /// Somebody has to make it: an index says how.
        case unpublished = "recipe"

        /// Whether something of it is in the store.
        public var isInstalled: Bool {
            switch self {
            case .installed, .partial, .imported: true
            case .available, .unpublished: false
            }
        }
    }

    /// What it is called.
    public let name: String
    /// Its version; empty for one that nobody published.
    public let version: String
    /// How far it is from being usable here.
    public let state: State
    /// The archetype's identifier; empty where nobody says.
    public let archetype: String
    /// The family's identifier; empty where nobody says.
    public let family: String
    /// The manifest's digest; `nil` for one that nobody published.
    public let manifest: Digest?
    /// The digest of the encoder's weights, where it is known.
    public let encoder: Digest?
    /// Bytes of all its files.
    public let byteCount: Int
    /// Bytes that no other installed bundle has.
    public let ownByteCount: Int
    /// Bytes that an image takes on the wire, on average, where that was measured.
    public let wireByteCount: Double?
    /// The share of right first answers, 0 to 1, where that was measured.
    public let top1: Double?
    /// What the figures were measured on.
    public let dataset: String
    /// SPDX identifiers.
    public let license: String
    /// Where it came from, or the index that lists it.
    public let source: String
    /// Whether it is protected from being replaced.
    public let isPinned: Bool

    /// `name:version`, or the name of one that nobody published.
    public var reference: String { version.isEmpty ? name : "\(name):\(version)" }
}

/// What is installed and what can be.
public struct ZooListing: Sendable {
    /// Installed bundles by name and version, then what the indexes add.
    public let bundles: [ListedBundle]
    /// Bytes of all installed bundles, each file counted once.
    public let byteCount: Int
    /// Bytes as if no two bundles shared a file.
    public let unsharedByteCount: Int
    /// Receipts and indexes that could not be read, and why.
    public let problems: [String]
}

extension Zoo {
    /// Lists what is installed, and what the indexes on this machine add to it.
    ///
    /// - Parameter includesIndexes: Whether the indexes are read as well.
    /// - Returns: One entry for each bundle.
    /// - Throws: `StoreError`, or ``ZooError`` for a configuration that is not right.
    public func listing(includesIndexes: Bool = true) throws -> ZooListing {
        let inventory = try store.installed()
        var bundles = inventory.bundles.map { listed($0) }
        var problems = inventory.problems.map { "\($0.reference): \($0.message)" }
        if includesIndexes {
            let opened = try catalog()
            problems += opened.failures.map { "the index '\($0.remote.name)': \($0.error)" }
            let available = opened.catalog.items.map(Self.listed)
            // Of thousands that are installed few are in an index.
            let known = Set(available.map(\.name) + opened.catalog.unpublished.map(\.name))
            let both = bundles.filter { known.contains($0.name) }
            let references = Set(both.map(\.reference))
            bundles += available.filter { !references.contains($0.reference) }
            let names = Set((both + available).map(\.name))
            bundles += opened.catalog.unpublished.filter { !names.contains($0.name) }.map(
                Self.listed
            )
        }
        return ZooListing(
            bundles: bundles,
            byteCount: inventory.byteCount,
            unsharedByteCount: inventory.unsharedByteCount,
            problems: problems
        )
    }

    private func listed(_ bundle: InstalledBundle) -> ListedBundle {
        let summary = bundle.summary
        return ListedBundle(
            name: bundle.name.text,
            version: bundle.version.text,
            state: state(of: bundle),
            archetype: summary.archetype,
            family: summary.family,
            manifest: bundle.manifest,
            encoder: summary.encoder,
            byteCount: bundle.byteCount,
            ownByteCount: bundle.ownByteCount,
            wireByteCount: summary.wireBytes,
            top1: summary.top1,
            dataset: summary.dataset,
            license: summary.license,
            source: bundle.source,
            isPinned: bundle.isPinned
        )
    }

    /// What the receipt says; a tail that a bundle may not carry is looked for.
    private func state(of bundle: InstalledBundle) -> ListedBundle.State {
        guard bundle.importedBackbone == nil else { return .imported }
        guard let tail = bundle.summary.upstreamTail else { return .installed }
        return store.contains(tail) ? .installed : .partial
    }

    private static func listed(_ item: Catalog.Item) -> ListedBundle {
        let entry = item.entry
        return ListedBundle(
            name: entry.name.text,
            version: entry.version.text,
            state: .available,
            archetype: entry.taxonomy.archetype,
            family: entry.taxonomy.family,
            manifest: entry.manifest,
            encoder: entry.encoder,
            byteCount: entry.byteCount,
            ownByteCount: entry.byteCount,
            wireByteCount: entry.headline?.meanBytes,
            top1: entry.headline?.top1,
            dataset: entry.headline.map { "\($0.dataset) \($0.split)" } ?? "",
            license: Set(entry.licenses.map(\.spdx)).sorted().joined(separator: ", "),
            source: item.remote,
            isPinned: false
        )
    }

    private static func listed(_ bundle: UnpublishedBundle) -> ListedBundle {
        ListedBundle(
            name: bundle.name,
            version: "",
            state: .unpublished,
            archetype: bundle.taxonomy.archetype,
            family: bundle.taxonomy.family,
            manifest: nil,
            encoder: nil,
            byteCount: 0,
            ownByteCount: 0,
            wireByteCount: nil,
            top1: nil,
            dataset: "",
            license: "",
            source: "",
            isPinned: false
        )
    }
}
