import ArgumentParser
import FrankenBlueprint
import FrankenFamilies
import FrankenTaxonomy

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the backbones: archetype, family, direct relatives."
    )

    @Argument(help: "Only names that match, such as 'resnet*' or '*50*'.")
    var pattern: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let taxonomy = try BuiltInBlueprints.registry().taxonomy
        let entries = pattern.map { taxonomy.entries(matching: $0) } ?? taxonomy.entries
        if json {
            try JSONOutput.print(Listing(entries))
            return
        }
        guard !entries.isEmpty else {
            let near = taxonomy.suggestions(for: pattern ?? "")
            throw TaxonomyError(
                .unknownName,
                "No backbone matches '\((pattern ?? "").prefix(80))'.",
                suggestions: near
            )
        }
        print(TaxonomyTree(entries), terminator: "")
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
