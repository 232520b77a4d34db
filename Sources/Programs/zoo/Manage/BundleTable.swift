import FrankenCommands
import FrankenCrypto
import FrankenTaxonomy
import FrankenTransport
import FrankenZoo

/// What `zoo list` prints: the taxonomy with its bundles, other bundles, and what they weigh.
struct BundleTable {
    /// All lines, each with a line end.
    let text: String

    init(
        taxonomy entries: [TaxonomyEntry],
        bundles: [ListedBundle],
        _ listing: ZooListing,
        _ partials: [PartialDownload]
    ) {
        var lines: [String] = []
        let names = Set(entries.map(\.relative.name))
        if !entries.isEmpty {
            let byName = Dictionary(grouping: bundles, by: \.name)
            lines +=
                TaxonomyTree(entries) { entry in
                    byName[entry.relative.name].map { Self.note($0) }
                }.lines
        }
        let others = bundles.filter { !names.contains($0.name) }
        if !others.isEmpty {
            if !lines.isEmpty { lines += ["", "Other bundles"] }
            lines += Self.rows(others)
        }
        if !partials.isEmpty {
            lines += ["", "Partial downloads; the same command goes on, `zoo prune` removes them"]
            lines += partials.map { "\($0.name)  \(ByteCount($0.byteCount))" }
        }
        let installed = bundles.count { $0.state.isInstalled }
        if installed > 0 {
            let shared = listing.unsharedByteCount - listing.byteCount
            lines.append("")
            lines.append(
                "\(installed) installed; the store holds \(ByteCount(listing.byteCount))"
                    + (shared > 0 ? ", sharing saves \(ByteCount(shared))" : "")
            )
        }
        text = lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")
    }

    /// What stands behind a backbone: its newest installed bundle, else what an index has.
    private static func note(_ bundles: [ListedBundle]) -> String {
        let order: [ListedBundle.State] = [
            .installed, .partial, .imported, .available, .unpublished,
        ]
        let best = order.lazy.compactMap { state in bundles.last { $0.state == state } }.first
        guard let best else { return "" }
        let more = bundles.count > 1 ? " (+\(bundles.count - 1))" : ""
        switch best.state {
        case .installed: return "installed \(best.version)\(more)\(figures(best))"
        case .partial: return "partial \(best.version)\(more), needs zoo import\(figures(best))"
        case .imported: return "imported, needs a decoder\(more)"
        case .available:
            return "available \(best.version)\(more), \(ByteCount(best.byteCount))\(figures(best))"
        case .unpublished: return "unpublished"
        }
    }

    private static func figures(_ bundle: ListedBundle) -> String {
        var text = ""
        if let bytes = bundle.wireByteCount {
            text += "  \((bytes / 1000).rounded(toPlaces: 2)) kB/image"
        }
        if let top1 = bundle.top1 { text += "  top-1 \((top1 * 100).rounded(toPlaces: 1)) %" }
        return text
    }

    private static func rows(_ bundles: [ListedBundle]) -> [String] {
        // References are ASCII.
        let width = bundles.map(\.reference.utf8.count).max() ?? 0
        let spaces = String(repeating: " ", count: width)
        return bundles.map { bundle in
            var row = bundle.reference
            row += spaces.prefix(width - row.utf8.count)
            row += "  "
            row += bundle.state.rawValue
            if bundle.byteCount > 0 { row += "  \(ByteCount(bundle.byteCount))" }
            if let manifest = bundle.manifest { row += "  \(manifest.short)" }
            row += figures(bundle)
            if bundle.isPinned { row += "  pinned" }
            return row
        }
    }
}
