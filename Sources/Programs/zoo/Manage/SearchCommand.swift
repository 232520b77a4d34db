import ArgumentParser
import FrankenCatalog
import FrankenCommands
import FrankenFailures
import FrankenZoo

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Look for bundles: installed ones, those of the indexes, and recipes.",
        discussion: """
            All words must be found, in names, families or descriptions. A recipe is a backbone that \
            nobody published a bundle of: `zoo install NAME` says how to make it.

            Examples:
              zoo search resnet
              zoo search swin --max-bytes 3000 --min-top1 0.8
              zoo search --license Apache-2.0 --json
            """
    )

    @Argument(help: "Parts of names, families or descriptions; everything without one.")
    var words: [String] = []

    @OptionGroup var zoo: ZooArguments
    @OptionGroup var indexes: IndexArguments
    @OptionGroup var network: NetworkArguments

    @OptionGroup var figures: FigureArguments

    @Option(help: "Only what is under these licences: SPDX identifiers, by commas.")
    var license: String?

    @Flag(help: "Only what somebody trained.")
    var trained = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let zoo = try zoo.open(indexes)
        let text = words.joined(separator: " ")
        let found = try zoo.search(text, filter: filter, network: network.network(for: zoo))
        for failure in found.failures {
            Terminal.note("The index '\(failure.remote.name)' was left out: \(failure.error)")
        }
        for warning in found.warnings { Terminal.note(warning) }
        if json {
            try JSONOutput.print(Answer(found))
        } else {
            try Terminal.print(
                found.hits.map(Self.line).joined(separator: "\n"),
                terminator: found.hits.isEmpty ? "" : "\n"
            )
        }
        guard found.hits.isEmpty else { return }
        let question =
            found.suggestions.isEmpty
            ? "" : " Did you mean \(found.suggestions.prefix(3).joined(separator: ", "))?"
        throw Failure("Nothing matches '\(text.prefix(80))'.\(question)", .notFound)
    }

    private var filter: CatalogFilter {
        var filter = CatalogFilter()
        filter.family = figures.family
        filter.archetype = figures.archetype
        filter.largestMeanByteCount = figures.mostBytes
        filter.smallestTop1 = figures.minTop1
        filter.licenses = license.map { Set($0.split(separator: ",").map(String.init)) }
        filter.isTrained = trained
        return filter
    }

    /// `swin-b:1.2.0  installed  swin  351.2 MiB  83.1 %  3012 bytes  Swin-B behind …`.
    private static func line(_ hit: ZooSearch.Hit) -> String {
        var parts = [hit.version.map { "\(hit.name):\($0)" } ?? hit.name, hit.state.rawValue]
        parts.append(hit.family)
        if let count = hit.byteCount { parts.append("\(ByteCount(count))") }
        if let top1 = hit.top1 { parts.append("\((top1 * 100).rounded(toPlaces: 1)) %") }
        if let bytes = hit.meanBytes { parts.append("\(bytes.rounded(toPlaces: 0)) bytes") }
        parts.append(hit.summary)
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    private struct Answer: Encodable {
        struct Hit: Encodable {
            let name: String
            let version: String?
            let state: ZooSearch.Hit.State
            let archetype: String
            let family: String
            let summary: String
            let bytes: Int?
            let top1: Double?
            let meanBytes: Double?
        }

        let schema = "zoo.search/1"
        let hits: [Hit]
        let suggestions: [String]
        let unreadableIndexes: [String]

        init(_ found: ZooSearch) {
            hits = found.hits.map {
                Hit(
                    name: $0.name,
                    version: $0.version,
                    state: $0.state,
                    archetype: $0.archetype,
                    family: $0.family,
                    summary: $0.summary,
                    bytes: $0.byteCount,
                    top1: $0.top1,
                    meanBytes: $0.meanBytes
                )
            }
            suggestions = found.suggestions
            unreadableIndexes = found.failures.map(\.remote.name)
        }
    }
}
