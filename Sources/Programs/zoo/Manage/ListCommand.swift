import ArgumentParser
import FrankenBlueprint
import FrankenCommands
import FrankenPlugins
import FrankenStore
import FrankenTaxonomy
import FrankenTransport
import FrankenZoo

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the backbones and their bundles: archetype, family, direct relatives.",
        discussion: """
            Each backbone is followed by its bundle, where there is one: installed, partial (its \
            own weights are to be imported), available in an index, or unpublished: to be made. With \
            a filter on bundles, only those are shown, one on a line.

            Examples:
              zoo list
              zoo list resnext
              zoo list --installed --sort bytes
              zoo list --family swin --max-bytes 4K --min-top1 0.75
              zoo list '*50*' --json
            """,
        aliases: ["ls"]
    )

    @Argument(
        help: "Only names that begin with this, or else contain it, or match a pattern of * and ?."
    )
    var pattern: String?

    @OptionGroup var zoo: ZooArguments
    @OptionGroup var indexes: IndexArguments
    @OptionGroup var filter: BundleFilter

    @Flag(help: "Show partial downloads as well.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let zoo = try zoo.open(indexes)
        let listing = try zoo.listing(includesIndexes: filter.includesIndexes)
        for problem in listing.problems { Terminal.note("zoo: \(problem)") }
        let bundles = filter.sorted(
            listing.bundles.filter { filter.matches($0) && (wildcard?.matches($0.name) ?? true) }
        )
        let plugins = filter.isBundlesOnly ? nil : try zoo.plugins
        KnownBlueprints.note(plugins?.problems ?? [])
        let taxonomy = plugins?.registry.taxonomy
        let entries =
            taxonomy.map { taxonomy in
                pattern.map { Self.entries(of: taxonomy, matching: $0) } ?? taxonomy.entries
            } ?? []
        let partials = all ? PartialDownload.list(cacheFolder: zoo.directories.cache) : []
        if let taxonomy, entries.isEmpty, bundles.isEmpty { throw unknown(taxonomy) }
        if json {
            return try JSONOutput.print(ListingReport(entries, bundles, listing, partials))
        }
        if bundles.isEmpty, entries.isEmpty, partials.isEmpty {
            let isEmpty = !listing.bundles.contains {
                $0.state != .available && $0.state != .unpublished
            }
            Terminal.note(
                filter.installed && isEmpty
                    ? "Nothing is installed. Look for a bundle with `zoo search`, then: zoo install NAME"
                    : "No bundle fits. `zoo list` shows all."
            )
        }
        try Terminal.print(
            BundleTable(taxonomy: entries, bundles: bundles, listing, partials).text,
            terminator: ""
        )
    }

    private func unknown(_ taxonomy: Taxonomy) -> TaxonomyError {
        let pattern = String((pattern ?? "").prefix(80))
        let near = taxonomy.suggestions(for: pattern)
        return TaxonomyError(
            .unknownName,
            "No backbone matches '\(pattern)'." + (near.isEmpty ? " `zoo list` shows all." : ""),
            suggestions: near
        )
    }

    /// Relatives of that name or pattern, and those whose names begin so; without one, those whose
    /// name contains the words.
    private static func entries(
        of taxonomy: Taxonomy,
        matching pattern: String
    ) -> [TaxonomyEntry] {
        let exact = taxonomy.entries(matching: pattern)
        guard !pattern.isEmpty, !pattern.contains(where: { "*?".contains($0) }) else {
            return exact
        }
        let longer = Set(taxonomy.entries(matching: "\(pattern)*").map(\.relative.name))
        guard exact.isEmpty, longer.isEmpty else {
            let names = longer.union(exact.map(\.relative.name))
            return taxonomy.entries.filter { names.contains($0.relative.name) }
        }
        return taxonomy.entries(matching: "*\(pattern)*")
    }

    /// The pattern for names of bundles; part of a name is enough.
    private var wildcard: Wildcard? {
        guard let pattern, !pattern.isEmpty else { return nil }
        return Wildcard(pattern.contains { "*?".contains($0) } ? pattern : "*\(pattern)*")
    }
}
