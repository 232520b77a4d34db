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

    @Option(help: "Only of this family, for example swin.")
    var family: String?

    @Option(help: "Only of this archetype, for example convolutional.")
    var archetype: String?

    @Option(help: "Only bundles that send at most so many bytes per image, for example 4K.")
    var maxBytes: String?

    @Option(help: "Only bundles with at least this top-1 accuracy, 0 to 1.")
    var minTop1: Double?

    @Option(help: "Order of bundles: name, size on disk, bytes on the wire, top1.")
    var sort = Order.name

    func validate() throws {
        _ = try maxBytes.map(NetworkArguments.bytes)
        guard (0...1).contains(minTop1 ?? 0) else {
            throw ValidationError("--min-top1 must be 0 to 1, found \(minTop1 ?? 0).")
        }
    }

    /// Whether the taxonomy is left out, because somebody asks for bundles.
    var isBundlesOnly: Bool {
        installed || available || family != nil || archetype != nil || maxBytes != nil
            || minTop1 != nil || sort != .name
    }

    /// Whether the indexes must be read.
    var includesIndexes: Bool { !installed }

    func matches(_ bundle: ListedBundle) -> Bool {
        let isHere = [.installed, .partial, .imported].contains(bundle.state)
        guard !installed || isHere, !available || bundle.state == .available,
            family.map({ $0.lowercased() == bundle.family.lowercased() }) ?? true,
            archetype.map({ $0.lowercased() == bundle.archetype.lowercased() }) ?? true
        else { return false }
        if let minTop1, (bundle.top1 ?? -1) < minTop1 { return false }
        guard let maxBytes, let most = try? NetworkArguments.bytes(maxBytes) else { return true }
        return bundle.wireByteCount.map { $0 <= Double(most) } ?? false
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
