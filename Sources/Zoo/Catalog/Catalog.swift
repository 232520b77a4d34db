public import FrankenBundle
internal import FrankenCrypto
internal import FrankenTaxonomy

/// What all indexes of a machine list, as one; the most important index first.
public struct Catalog: Sendable {
    /// An index and where it came from.
    public struct Origin: Sendable {
        /// What the machine's configuration calls it.
        public let remote: String
        /// The index.
        public let index: BundleIndex
        /// What its relative sources are relative to; `nil` when it has no such place.
        public let base: CatalogBase?

        /// An index and where it came from.
        public init(remote: String, index: BundleIndex, base: CatalogBase?) {
            self.remote = remote
            self.index = index
            self.base = base
        }
    }

    /// A bundle, with all places where one and the same manifest lies.
    public struct Item: Sendable, Hashable {
        /// What the first index says about it.
        public let entry: IndexEntry
        /// The first index that lists it.
        public let remote: String
        /// Where it lies, the best place first, each once.
        public fileprivate(set) var places: [CatalogPlace]
        /// Other indexes whose bundle of this name and version is another one; it is not used.
        public fileprivate(set) var conflicts: [String] = []
    }

    /// The bundles, by name in natural order, newest versions first.
    public let items: [Item]
    /// Names that no index has a bundle of, in natural order.
    public let unpublished: [UnpublishedBundle]
    private let suggester: Suggester

    /// Merges indexes; the first that lists a name and version says what it is.
    public init(_ origins: [Origin]) {
        var items: [Item] = []
        var positions: [String: Int] = [:]
        for origin in origins {
            for entry in origin.index.entries {
                let key = "\(entry.name):\(entry.version)"
                let places = Self.places(of: entry, in: origin)
                guard let position = positions[key] else {
                    positions[key] = items.count
                    items.append(Item(entry: entry, remote: origin.remote, places: places))
                    continue
                }
                guard items[position].entry.manifest == entry.manifest else {
                    items[position].conflicts.append(origin.remote)
                    continue
                }
                for place in places where !items[position].places.contains(place) {
                    items[position].places.append(place)
                }
            }
        }
        self.items = items.sorted { left, right in
            left.entry.name == right.entry.name
                ? left.entry.version > right.entry.version
                : NaturalOrder.precedes(left.entry.name.text, right.entry.name.text)
        }
        var names = Set(items.map(\.entry.name.text))
        unpublished = origins.flatMap(\.index.unpublished)
            .filter { names.insert($0.name.lowercased()).inserted }
            .sorted { NaturalOrder.precedes($0.name, $1.name) }
        suggester = Suggester(
            self.items.map {
                Suggester.Candidate(
                    name: $0.entry.name.text,
                    spellings: [$0.entry.name.text] + $0.entry.aliases
                )
            }
                + unpublished.map {
                    Suggester.Candidate(name: $0.name, spellings: [$0.name] + $0.aliases)
                }
        )
    }

    /// The bundle that a name, or a name and a version, means.
    ///
    /// Without a version it is the default one, or else the highest that is no pre-release, or
    /// else the highest.
    ///
    /// - Throws: ``CatalogError`` with code `.unknownName` and the likeliest names,
    ///   `.unknownVersion` and the known ones, or `.unpublished` with what is missing.
    public func item(named name: String, version: String? = nil) throws(CatalogError) -> Item {
        let versions = items.filter { Self.spellings($0).contains(NameKey(name)) }
        guard let newest = versions.first else {
            if let known = unpublished(named: name) {
                throw CatalogError(.unpublished, known.explanation)
            }
            throw CatalogError(
                .unknownName,
                "No index lists '\(name.prefix(80))'.",
                suggestions: suggestions(for: name)
            )
        }
        guard let version else {
            return versions.first { $0.entry.isDefault }
                ?? versions.first { !$0.entry.version.isPrerelease } ?? newest
        }
        guard let item = versions.first(where: { $0.entry.version.text == version }) else {
            throw CatalogError(
                .unknownVersion,
                "'\(newest.entry.name)' has no version '\(version.prefix(40))'. Known: "
                    + versions.prefix(10).map(\.entry.version.text).joined(separator: ", ") + "."
            )
        }
        return item
    }

    /// The bundle that a reference means: by its name, and by its digest where one is given.
    ///
    /// A digest without a version finds the version that has it.
    ///
    /// - Throws: As ``item(named:version:)``; ``CatalogError`` with code `.unknownVersion` when the
    ///   name is known and nothing of it has the digest, or when several digests begin so.
    public func item(_ reference: BundleReference) throws(CatalogError) -> Item {
        if let name = reference.name, !reference.isNameOrDigits || isKnown(name.text) {
            let item = try item(named: name.text, version: reference.tag?.text)
            if reference.admits(item.entry.manifest) { return item }
            let others = items.filter { $0.entry.name == item.entry.name }
            let other = others.first { reference.admits($0.entry.manifest) }
            if reference.tag == nil, let other { return other }
            throw CatalogError(
                .unknownVersion,
                "'\(reference)' is not what the indexes list: \(item.entry.name):"
                    + "\(item.entry.version) is \(item.entry.manifest)."
            )
        }
        let digits = reference.digits ?? ""
        let found = items.filter { $0.entry.manifest.hex.hasPrefix(digits) }
        guard let item = found.first else {
            throw CatalogError(.unknownName, "No index lists a bundle of the digest '\(digits)'.")
        }
        guard found.allSatisfy({ $0.entry.manifest == item.entry.manifest }) else {
            throw CatalogError(
                .unknownVersion,
                "'\(digits)' begins the digests of several bundles. Give more digits.",
                suggestions: found.prefix(5).map { "\($0.entry.name):\($0.entry.version)" }
            )
        }
        return item
    }

    private func isKnown(_ name: String) -> Bool {
        items.contains { Self.spellings($0).contains(NameKey(name)) }
            || unpublished(named: name) != nil
    }

    /// The bundle nobody published that a name means; `nil` when there is none.
    public func unpublished(named name: String) -> UnpublishedBundle? {
        let key = NameKey(name)
        return unpublished.first { ([$0.name] + $0.aliases).contains { NameKey($0) == key } }
    }

    /// Names close to a typed one, the likeliest first, each once.
    public func suggestions(for name: String, limit: Int = 5) -> [String] {
        var seen: Set<String> = []
        let close = suggester.suggestions(for: name, limit: max(0, limit) + items.count)
        return Array(close.filter { seen.insert($0).inserted }.prefix(max(0, limit)))
    }

    private static func spellings(_ item: Item) -> [NameKey] {
        ([item.entry.name.text] + item.entry.aliases).map { NameKey($0) }
    }

    private static func places(of entry: IndexEntry, in origin: Origin) -> [CatalogPlace] {
        let mirrors = origin.index.mirrors.map { CatalogBase.web($0.text) }
        let bases = [origin.base].compactMap(\.self) + mirrors
        var places: [CatalogPlace] = []
        for source in entry.sources {
            let found: [CatalogPlace] =
                switch source {
                case .relative: bases.map { $0.place(of: source) }
                case .web(let address): [.web(address)]
                case .registry(let reference): [.registry(reference)]
                }
            for place in found where !places.contains(place) { places.append(place) }
        }
        return places
    }
}
