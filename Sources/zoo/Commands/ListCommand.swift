import ArgumentParser
import FrankenBlueprint
import FrankenFamilies
import FrankenTaxonomy

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the backbones: archetype, family, direct relatives.",
        discussion: """
            Examples:
              zoo list
              zoo list resnext
              zoo list '*50*' --json
            """
    )

    @Argument(help: "Only names that contain this, or match a pattern of * and ?.")
    var pattern: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let taxonomy = try BuiltInBlueprints.registry().taxonomy
        let entries = pattern.map { Self.entries(of: taxonomy, matching: $0) } ?? taxonomy.entries
        guard !entries.isEmpty else {
            let pattern = String((pattern ?? "").prefix(80))
            let near = taxonomy.suggestions(for: pattern)
            throw TaxonomyError(
                .unknownName,
                "No backbone matches '\(pattern)'."
                    + (near.isEmpty ? " `zoo list` shows all." : ""),
                suggestions: near
            )
        }
        if json {
            try JSONOutput.print(Listing(entries))
        } else {
            try Terminal.print("\(TaxonomyTree(entries))", terminator: "")
        }
    }

    /// Relatives of that name or pattern; without one, those whose name contains the words.
    private static func entries(
        of taxonomy: Taxonomy,
        matching pattern: String
    ) -> [TaxonomyEntry] {
        let exact = taxonomy.entries(matching: pattern)
        guard exact.isEmpty, !pattern.isEmpty, !pattern.contains(where: { "*?".contains($0) })
        else { return exact }
        return taxonomy.entries(matching: "*\(pattern)*")
    }
}

/// `zoo list --json`.
private struct Listing: Encodable {
    struct Entry: Encodable {
        let name: String
        let displayName: String
        let aliases: [String]
        let archetype: String
        let family: String
        let branch: String
        let parameterCount: Int?
        let multiplyAccumulates: Int?
    }

    let schema = "zoo.list/1"
    let backbones: [Entry]

    init(_ entries: [TaxonomyEntry]) {
        backbones = entries.map {
            Entry(
                name: $0.relative.name,
                displayName: $0.relative.displayName,
                aliases: $0.relative.aliases,
                archetype: $0.archetype.id,
                family: $0.family.id,
                branch: $0.branch.id,
                parameterCount: $0.relative.parameterCount,
                multiplyAccumulates: $0.relative.multiplyAccumulateCount
            )
        }
    }
}
