/// The taxonomy drawn as a tree, one line per archetype, family, branch and relative.
///
/// ```
/// Convolutional
/// └─ ResNet (He et al. 2015)
///    ├─ ResNet
///    │  ├─ resnet18  ResNet-18  11.7 M parameters  1.81 GMAC
/// ```
public struct TaxonomyTree: Sendable, CustomStringConvertible {
    /// The characters the lines are drawn with.
    public enum Style: Sendable, Hashable {
        /// Box-drawing characters.
        case unicode
        /// For terminals and logs without UTF-8.
        case ascii
    }

    /// A line of the tree, before its branches are drawn.
    private struct Node {
        var text: String
        var children: [Node]
    }

    /// The lines, without line ends.
    public let lines: [String]

    /// Draws some entries of a taxonomy, in their order.
    ///
    /// - Parameters:
    ///   - entries: For example ``Taxonomy/entries`` or those matching a pattern.
    ///   - style: The characters to draw with.
    ///   - note: Text after a relative's line, for example `installed`.
    public init(
        _ entries: [TaxonomyEntry],
        style: Style = .unicode,
        note: (TaxonomyEntry) -> String? = { _ in nil }
    ) {
        let columns = Self.columns(entries)
        var roots: [Node] = []
        for entry in entries {
            let leaf = Self.leaf(entry, columns: columns, note: note(entry))
            let citation = entry.family.paper.map { " (\($0.citation))" } ?? ""
            var path = [entry.archetype.displayName, entry.family.displayName + citation]
            // A family of one branch reads better without a level that says nothing.
            if entry.family.branches.count > 1 {
                path.append(
                    entry.branch.displayName
                        + (entry.branch.paper.map { " (\($0.citation))" } ?? "")
                )
            }
            Self.insert(leaf, at: path[...], into: &roots)
        }
        lines = roots.flatMap { root in [root.text] + Self.drawn(root.children, style: style) }
    }

    /// The lines, each with a line end.
    public var description: String {
        lines.map { $0 + "\n" }.joined()
    }

    private static func insert(
        _ text: String,
        at path: ArraySlice<String>,
        into nodes: inout [Node]
    ) {
        guard let first = path.first else {
            nodes.append(Node(text: text, children: []))
            return
        }
        // Entries come in tree order, so a group that is being filled is always the last one.
        if nodes.last?.text != first { nodes.append(Node(text: first, children: [])) }
        insert(text, at: path.dropFirst(), into: &nodes[nodes.count - 1].children)
    }

    private static func drawn(_ nodes: [Node], style: Style) -> [String] {
        let (tee, elbow, bar) =
            switch style {
            case .unicode: ("├─ ", "└─ ", "│  ")
            case .ascii: ("|- ", "`- ", "|  ")
            }
        return nodes.enumerated().flatMap { index, node in
            let isLast = index == nodes.count - 1
            let below = drawn(node.children, style: style)
            return [(isLast ? elbow : tee) + node.text]
                + below.map { (isLast ? "   " : bar) + $0 }
        }
    }

    private static func columns(_ entries: [TaxonomyEntry]) -> [Int] {
        (0..<4).map { column in entries.map { cells($0)[column].count }.max() ?? 0 }
    }

    private static func cells(_ entry: TaxonomyEntry) -> [String] {
        [
            entry.relative.name,
            entry.relative.displayName,
            entry.relative.parameterCount.map { "\(Quantity($0)) parameters" } ?? "",
            entry.relative.multiplyAccumulateCount.map { Quantity($0).inUnits(of: "MAC") } ?? "",
        ]
    }

    private static func leaf(_ entry: TaxonomyEntry, columns: [Int], note: String?) -> String {
        var line = ""
        for (index, (cell, width)) in zip(cells(entry), columns).enumerated() where width > 0 {
            let padding = String(repeating: " ", count: width - cell.count)
            // Names start at a common column, figures end at one.
            line += (line.isEmpty ? "" : "  ") + (index < 2 ? cell + padding : padding + cell)
        }
        if let note { line += "  \(note)" }
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
