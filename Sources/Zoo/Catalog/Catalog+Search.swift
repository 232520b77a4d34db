internal import FrankenBundle
internal import FrankenTaxonomy

extension Catalog {
    /// What a search found.
    public enum Hit: Sendable, Hashable {
        /// A published bundle.
        case bundle(Item)
        /// One that somebody has to make.
        case unpublished(UnpublishedBundle)

        /// The name.
        public var name: String {
            switch self {
            case .bundle(let item): item.entry.name.text
            case .unpublished(let bundle): bundle.name
            }
        }
    }

    /// Bundles, published or not, in which all words are found, the best first.
    ///
    /// A word may be a name, an alias, a part of one, the family, the archetype or a word of the
    /// summary, in this order of weight. Of each bundle the version counts that
    /// ``item(named:version:)`` gives. Nothing found means an empty list: offer
    /// ``suggestions(for:limit:)`` then.
    ///
    /// - Parameters:
    ///   - words: What was typed, separated by blanks; everything when there is no word.
    ///   - filter: What must hold besides.
    /// - Returns: Each name once.
    public func search(_ words: String, filter: CatalogFilter = CatalogFilter()) -> [Hit] {
        let words = words.split { $0 == " " || $0 == "\t" }.prefix(16).map { Self.folded($0) }
            .filter { !$0.isEmpty }
        let scored = hits(filter).compactMap { hit in
            Self.score(of: hit, words: words).map { (score: $0, hit: hit) }
        }
        return scored.sorted {
            $0.score == $1.score
                ? NaturalOrder.precedes($0.hit.name, $1.hit.name) : $0.score > $1.score
        }.map(\.hit)
    }

    /// One version of each bundle, and those that nobody published.
    private func hits(_ filter: CatalogFilter) -> [Hit] {
        var best: [Item] = []
        for item in items {
            guard let last = best.last, last.entry.name == item.entry.name else {
                best.append(item)
                continue
            }
            if Self.isPreferred(item, to: last) { best[best.count - 1] = item }
        }
        return best.filter { filter.matches($0.entry) }.map(Hit.bundle)
            + unpublished.filter(filter.matches).map(Hit.unpublished)
    }

    /// Whether a lower version is taken before a higher one when none is asked for.
    private static func isPreferred(_ lower: Item, to higher: Item) -> Bool {
        if higher.entry.isDefault { return false }
        return lower.entry.isDefault
            || (higher.entry.version.isPrerelease && !lower.entry.version.isPrerelease)
    }

    private static func score(of hit: Hit, words: [String]) -> Int? {
        let (name, aliases, summary, taxonomy) =
            switch hit {
            case .bundle(let item):
                (item.entry.name.text, item.entry.aliases, item.entry.summary, item.entry.taxonomy)
            case .unpublished(let bundle):
                (bundle.name, bundle.aliases, bundle.summary, bundle.taxonomy)
            }
        let names = ([name] + aliases).map { folded($0[...]) }
        let groups = [folded(taxonomy.family[...]), folded(taxonomy.archetype[...])]
        let text = folded(summary[...])
        // A bundle that is there comes before one that has to be made.
        var total = if case .bundle = hit { 1 } else { 0 }
        for word in words {
            let score =
                if names[0] == word {
                    100
                } else if names.contains(word) {
                    90
                } else if names.contains(where: { $0.hasPrefix(word) }) {
                    60
                } else if groups.contains(word) {
                    50
                } else if names.contains(where: { $0.contains(word) }) {
                    40
                } else if groups.contains(where: { $0.contains(word) }) {
                    30
                } else if text.contains(word) {
                    10
                } else {
                    0
                }
            guard score > 0 else { return nil }
            total += score
        }
        return total
    }

    /// Letters and digits, lowercase; `ResNet-50` and `resnet50` are one word.
    private static func folded(_ text: Substring) -> String {
        String(
            text.lowercased().unicodeScalars.filter {
                $0.properties.isAlphabetic || ("0"..."9").contains($0)
            }
        )
    }
}
