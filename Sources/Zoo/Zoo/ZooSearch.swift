internal import FrankenBlueprint
internal import FrankenBundle
public import FrankenCatalog
internal import FrankenStore
internal import FrankenTaxonomy
internal import FrankenTrust

/// What a search found, on this machine and in the indexes.
public struct ZooSearch: Sendable {
    /// One name.
    public struct Hit: Sendable, Hashable {
        /// Where the bundle is.
        public enum State: String, Sendable, Codable {
            /// Here.
            case installed
            /// In an index.
            case available
            /// Nowhere: only how it is made is known.
            case recipe
        }

        /// What to install.
        public let name: String
        /// The version: that installed here, or else that of the index; `nil` for a recipe.
        public let version: String?
        /// Where the bundle is.
        public let state: State
        /// The archetype's identifier; empty when unknown.
        public let archetype: String
        /// The family's identifier; empty when unknown.
        public let family: String
        /// A sentence for people.
        public let summary: String
        /// Bytes of all its parts.
        public let byteCount: Int?
        /// Top-1 accuracy, 0 to 1.
        public let top1: Double?
        /// Mean bytes of a bitstream.
        public let meanBytes: Double?
    }

    /// The best first.
    public let hits: [Hit]
    /// Names that are close to the words, when nothing was found.
    public let suggestions: [String]
    /// Indexes that could not be read, and why.
    public let failures: [(remote: Remote, error: any Error)]
    /// What a person should know about the indexes that could.
    public let warnings: [String]
}

extension Zoo {
    /// Looks for bundles and recipes in which all words are found.
    ///
    /// - Parameters:
    ///   - words: Parts of names, families, summaries, separated by blanks; everything without any.
    ///   - filter: What must hold besides.
    ///   - network: How indexes on the web are reached; `nil` where no socket may be opened.
    /// - Returns: Each name once.
    /// - Throws: `StoreError`, or ``ZooError`` for a configuration that is not right.
    public func search(
        _ words: String,
        filter: CatalogFilter = CatalogFilter(),
        network: Network? = nil
    ) throws -> ZooSearch {
        let catalogs = try catalogs(network: network)
        let installed = try Dictionary(
            list().filter { !$0.name.text.hasSuffix(Self.importSuffix) }
                .map { ($0.name.text, $0) },
            uniquingKeysWith: { _, last in last }
        )
        var hits = catalogs.set.search(words, filter: filter).map { hit in
            ZooSearch.Hit(hit, installed[hit.name])
        }
        var known = Set(hits.map(\.name))
        let folded = words.lowercased().split(separator: " ")
        func isMeant(_ texts: [String]) -> Bool {
            folded.allSatisfy { word in texts.contains { $0.lowercased().contains(word) } }
        }
        // What is here and in no index, then what only the taxonomy knows.
        for bundle in installed.values.sorted(by: { $0.name < $1.name })
        where isMeant([bundle.name.text, bundle.summary.family, bundle.summary.archetype])
            && filter.matches(bundle) && known.insert(bundle.name.text).inserted
        {
            hits.append(ZooSearch.Hit(bundle))
        }
        for recipe in try builtInRecipes()
        where filter.matches(recipe) && !known.contains(recipe.name)
            && isMeant(
                [recipe.name, recipe.summary, recipe.taxonomy.family, recipe.taxonomy.archetype]
                    + recipe.aliases
            )
        {
            hits.append(ZooSearch.Hit(.recipe(recipe), installed[recipe.name]))
        }
        return try ZooSearch(
            hits: hits,
            suggestions: hits.isEmpty ? suggestions(for: words, catalogs.set) : [],
            failures: catalogs.failures,
            warnings: catalogs.warnings
        )
    }

    private func suggestions(for words: String, _ set: CatalogSet) throws -> [String] {
        let listed = set.suggestions(for: words)
        return try listed.isEmpty ? Array(blueprints.taxonomy.suggestions(for: words)) : listed
    }
}

extension ZooSearch.Hit {
    fileprivate init(_ hit: CatalogSet.Hit, _ installed: InstalledBundle?) {
        switch hit {
        case .bundle(let item):
            let entry = item.entry
            self.init(
                name: entry.name,
                version: installed?.version.text ?? entry.version.text,
                state: installed == nil ? .available : .installed,
                archetype: entry.taxonomy.archetype,
                family: entry.taxonomy.family,
                summary: entry.summary,
                byteCount: entry.byteCount,
                top1: entry.metrics.first?.top1,
                meanBytes: entry.metrics.first?.meanBytes
            )
        case .recipe(let recipe):
            self.init(
                name: recipe.name,
                version: installed?.version.text,
                state: installed == nil ? .recipe : .installed,
                archetype: recipe.taxonomy.archetype,
                family: recipe.taxonomy.family,
                summary: recipe.summary,
                byteCount: installed?.byteCount,
                top1: installed?.summary.top1,
                meanBytes: installed?.summary.wireBytes
            )
        }
    }

    fileprivate init(_ bundle: InstalledBundle) {
        self.init(
            name: bundle.name.text,
            version: bundle.version.text,
            state: .installed,
            archetype: bundle.summary.archetype,
            family: bundle.summary.family,
            summary: "",
            byteCount: bundle.byteCount,
            top1: bundle.summary.top1,
            meanBytes: bundle.summary.wireBytes
        )
    }
}

extension CatalogFilter {
    /// Whether an installed bundle matches, by what its receipt says.
    fileprivate func matches(_ bundle: InstalledBundle) -> Bool {
        let summary = bundle.summary
        if let family, family.lowercased() != summary.family { return false }
        if let archetype, archetype.lowercased() != summary.archetype { return false }
        if let largestMeanByteCount {
            guard let bytes = summary.wireBytes, bytes <= largestMeanByteCount else { return false }
        }
        if let smallestTop1 {
            guard let top1 = summary.top1, top1 >= smallestTop1 else { return false }
        }
        if let licenses {
            let found = summary.license.split(separator: ",").map {
                String($0.drop { $0 == " " })
            }
            let allowed = Set(licenses.map { $0.lowercased() })
            guard found.allSatisfy({ allowed.contains($0.lowercased()) }) else { return false }
        }
        // A receipt does not say whether anybody trained the weights; a figure says it.
        return !isTrained || summary.top1 != nil
    }
}
