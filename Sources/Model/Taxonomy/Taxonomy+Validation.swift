extension Taxonomy {
    /// The families with those of one archetype next to each other, all names checked.
    static func grouped(_ families: [Family]) throws(TaxonomyError) -> [Family] {
        for family in families { try check(family) }
        var archetypes: [Archetype] = []
        for archetype in families.map(\.archetype) where !archetypes.contains(archetype) {
            guard !archetypes.contains(where: { $0.id == archetype.id }) else {
                throw TaxonomyError(
                    .duplicateName,
                    "Archetype \(archetype.id) has two display names; give all its families one."
                )
            }
            archetypes.append(archetype)
        }
        return archetypes.flatMap { archetype in families.filter { $0.archetype == archetype } }
    }

    /// Every relative with its place, natural order inside a branch.
    static func entries(of families: [Family]) -> [TaxonomyEntry] {
        families.flatMap { family in
            family.branches.indices.flatMap { index in
                family.branches[index].relatives
                    .sorted { NaturalOrder.precedes($0.name, $1.name) }
                    .map { TaxonomyEntry(relative: $0, family: family, branchIndex: index) }
            }
        }
    }

    /// Which item answers to which key; the first name of each item is its own.
    static func indexed(_ names: [[String]], kind: String) throws(TaxonomyError) -> [NameKey: Int] {
        var indices: [NameKey: Int] = [:]
        for (index, spellings) in names.enumerated() {
            for (position, spelling) in spellings.enumerated() {
                let key = NameKey(spelling)
                guard let other = indices[key] else {
                    indices[key] = index
                    continue
                }
                // An alias that only repeats its own name in other punctuation does no harm.
                guard other != index || position == 0 else { continue }
                throw TaxonomyError(
                    .duplicateName,
                    "Two entries answer to \(NameRules.quoted(spelling)): \(kind) "
                        + "\(names[other][0]) and \(kind) \(spellings[0]). Rename one; case and "
                        + "punctuation do not tell names apart."
                )
            }
        }
        return indices
    }

    /// The error for a name that nothing answers to.
    func unknown(_ kind: String, _ name: String, suggestions: [String]) -> TaxonomyError {
        let message =
            if name.isEmpty {
                "The name of a \(kind) is empty."
            } else if name.utf8.count > NameRules.longest {
                "No \(kind) is called \(NameRules.quoted(name)): names have at most "
                    + "\(NameRules.longest) bytes, this one \(name.utf8.count)."
            } else {
                "No \(kind) is called \(NameRules.quoted(name))."
            }
        guard suggestions.isEmpty else {
            return TaxonomyError(.unknownName, message, suggestions: suggestions)
        }
        let known = families.map(\.id).joined(separator: ", ")
        return TaxonomyError(
            .unknownName,
            known.isEmpty ? "\(message) This taxonomy is empty." : "\(message) Families: \(known)."
        )
    }

    private static func check(_ family: Family) throws(TaxonomyError) {
        try check(
            identifier: family.archetype.id,
            displayName: family.archetype.displayName,
            kind: "archetype"
        )
        try check(identifier: family.id, displayName: family.displayName, kind: "family")
        guard !family.branches.isEmpty else {
            throw TaxonomyError(.emptyGroup, "Family \(family.id) has no branches; give it one.")
        }
        _ = try indexed(family.branches.map { [$0.id] }, kind: "branch")
        for branch in family.branches {
            try check(identifier: branch.id, displayName: branch.displayName, kind: "branch")
            guard !branch.relatives.isEmpty else {
                throw TaxonomyError(
                    .emptyGroup,
                    "Branch \(branch.id) of family \(family.id) has no relatives; give it one."
                )
            }
            for relative in branch.relatives {
                try check(
                    identifier: relative.name,
                    displayName: relative.displayName,
                    kind: "relative"
                )
                for alias in relative.aliases {
                    try check(identifier: alias, displayName: alias, kind: "alias")
                }
            }
        }
        for paper in [family.paper].compactMap(\.self) + family.branches.compactMap(\.paper) {
            for text in [paper.title, paper.authors, paper.url] where !NameRules.isPrintable(text) {
                throw TaxonomyError(
                    .invalidName,
                    "A paper of family \(family.id) has the text \(NameRules.quoted(text)), which "
                        + "is not 1 to \(NameRules.longestDisplay) printable bytes."
                )
            }
        }
    }

    /// Refuses a name that cannot be typed or printed safely.
    package static func check(
        identifier id: String,
        displayName shown: String,
        kind: String
    ) throws(TaxonomyError) {
        guard NameRules.isIdentifier(id) else {
            throw TaxonomyError(
                .invalidName,
                "The \(kind) name \(NameRules.quoted(id)) is not a letter followed by letters, "
                    + "digits, '_', '-' or '.', at most \(NameRules.longest) in all."
            )
        }
        guard NameRules.isPrintable(shown) else {
            throw TaxonomyError(
                .invalidName,
                "The display name \(NameRules.quoted(shown)) of \(kind) \(id) is not 1 to "
                    + "\(NameRules.longestDisplay) printable bytes on one line."
            )
        }
    }
}
