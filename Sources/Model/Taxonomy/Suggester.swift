/// Ranks known names by how likely a typed one meant them.
package struct Suggester: Sendable {
    /// The cost of a name whose end is missing, in the units of ``EditDistance``.
    private static let unfinished = EditDistance.slip / 2
    /// The cost of a name of which only a part, or only the words, were typed.
    private static let partOfName = EditDistance.slip * 3 / 2

    /// A name to offer, and every spelling it may be recognized by.
    package struct Candidate: Sendable {
        let name: String
        let spellings: [String]

        package init(name: String, spellings: [String]) {
            self.name = name
            self.spellings = spellings
        }
    }

    private let candidates: [(name: String, keys: [NameKey], tokens: Set<String>)]

    package init(_ candidates: [Candidate]) {
        self.candidates = candidates.map { candidate in
            (
                candidate.name,
                candidate.spellings.map { NameKey($0) },
                candidate.spellings.reduce(into: []) { $0.formUnion(NameKey.tokens(of: $1)) }
            )
        }
    }

    /// Names close to the typed one, the closest first, equally close ones in natural order.
    ///
    /// Names a full slip behind the closest are not worth reading. A text longer than any name
    /// has no neighbors, and is not read.
    package func suggestions(for typed: String, limit: Int) -> [String] {
        guard typed.utf8.count <= NameRules.longest else { return [] }
        let key = NameKey(typed)
        guard !key.scalars.isEmpty else { return [] }
        let tokens = NameKey.tokens(of: typed)
        let scored = candidates.compactMap { candidate in
            cost(of: key, tokens: tokens, keys: candidate.keys, known: candidate.tokens)
                .map { (cost: $0, name: candidate.name) }
        }
        guard let closest = scored.map(\.cost).min() else { return [] }
        return
            scored
            .filter { $0.cost < closest + EditDistance.slip }
            .sorted {
                $0.cost == $1.cost
                    ? NaturalOrder.precedes($0.name, $1.name) : $0.cost < $1.cost
            }
            .prefix(limit)
            .map(\.name)
    }

    /// The cost of the best explanation, or `nil` when none is plausible.
    ///
    /// A name that is merely unfinished (`resnext`) is a better guess than one that takes several
    /// slips to reach, so prefixes, parts and shared words have small fixed costs.
    private func cost(
        of typed: NameKey,
        tokens: Set<String>,
        keys: [NameKey],
        known: Set<String>
    ) -> Int? {
        let length = typed.scalars.count
        // A third of the letters may be wrong, at most three of them.
        let tolerance = min(3, max(1, length / 3)) * EditDistance.slip
        var best: Int?
        func offer(_ cost: Int) { best = min(best ?? cost, cost) }
        for key in keys {
            if length >= 2, key.scalars.starts(with: typed.scalars) {
                offer(Self.unfinished)
            } else if length >= 3, typed.scalars.starts(with: key.scalars) {
                offer(EditDistance.slip)
            } else if length >= 2, key.scalars.contains(typed.scalars) {
                offer(Self.partOfName)
            }
            // Each insertion costs one slip, so a large difference in length rules a name out.
            guard abs(key.scalars.count - length) <= 3 else { continue }
            let distance = EditDistance.between(typed, key)
            if distance <= tolerance { offer(distance) }
        }
        if tokens.count > 1, tokens.isSubset(of: known) { offer(Self.partOfName) }
        return best
    }
}
