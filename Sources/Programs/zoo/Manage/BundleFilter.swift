import ArgumentParser
import FrankenZoo

/// Which bundles a listing shows, and in which order.
struct BundleFilter: ParsableArguments {
    enum Order: String, ExpressibleByArgument, CaseIterable {
        case name, size, bytes, top1
    }

    @Flag(help: "Only installed bundles.")
    var installed = false

    @Flag(help: "Only bundles that an index lists and that are not installed.")
    var available = false

    @OptionGroup var figures: FigureArguments

    @Option(help: "Order of bundles: name, size on disk, bytes on the wire, top1.")
    var sort = Order.name

    /// Whether the taxonomy is left out, because somebody asks for bundles.
    var isBundlesOnly: Bool {
        installed || available || figures.isGiven || sort != .name
    }

    /// Whether the indexes must be read.
    var includesIndexes: Bool { !installed }

    func matches(_ bundle: ListedBundle) -> Bool {
        guard !installed || bundle.state.isInstalled, !available || bundle.state == .available,
            figures.family.map({ $0.lowercased() == bundle.family.lowercased() }) ?? true,
            figures.archetype.map({ $0.lowercased() == bundle.archetype.lowercased() }) ?? true
        else { return false }
        if let minTop1 = figures.minTop1, (bundle.top1 ?? -1) < minTop1 { return false }
        guard let most = figures.mostBytes else { return true }
        return bundle.wireByteCount.map { $0 <= most } ?? false
    }

    func sorted(_ bundles: [ListedBundle]) -> [ListedBundle] {
        switch sort {
        case .name: bundles
        case .size: bundles.sorted { $0.byteCount > $1.byteCount }
        case .bytes:
            bundles.sorted { ($0.wireByteCount ?? .infinity) < ($1.wireByteCount ?? .infinity) }
        case .top1: bundles.sorted { ($0.top1 ?? -1) > ($1.top1 ?? -1) }
        }
    }
}
