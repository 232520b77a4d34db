extension RateAccuracyReport {
    /// Tables for a terminal: the points, then bytes at equal accuracy where there are any.
    package func table() -> String {
        let hasSeveral = backbones.count > 1
        let hasEstimate = points.contains { $0.estimatedBytes != nil }
        var head = ["codec", "bytes", "KB", "bpp", "top-1 %", "top-5 %", "n"]
        if hasEstimate { head.insert("estimate", at: 2) }
        if hasSeveral { head.insert("backbone", at: 1) }
        let rows = points.map { point in
            var row = [
                point.name, Self.fixed(point.bytes, 0), Self.fixed(point.kilobytes, 2),
                Self.fixed(point.bitsPerPixel, 3), Self.fixed(point.top1 * 100, 2),
                Self.fixed(point.top5 * 100, 2), "\(point.n)",
            ]
            if hasEstimate {
                row.insert(point.estimatedBytes.map { Self.fixed($0, 0) } ?? "", at: 2)
            }
            if hasSeveral { row.insert(point.backbone, at: 1) }
            return row
        }
        let comparison = comparisonRows
        let text = Self.aligned([head] + rows)
        guard comparison.count > 1 else { return text }
        return text + "\n\n" + Self.aligned(comparison)
    }

    /// For each learned codec the bytes of the image codecs at the same top-1.
    private var comparisonRows: [[String]] {
        let equal = equalAccuracy
        let methods = ImageBaseline.methods.filter { method in
            equal.contains { $0.baseline == method }
        }
        var rows = [["bytes at equal top-1", "top-1 %", "bytes"] + methods]
        for point in points where equal.contains(where: { $0.point == point }) {
            let cells = methods.map { method -> String in
                let match = equal.first { $0.point == point && $0.baseline == method }
                return switch match?.outcome {
                case .bytes(let bytes): "\(Self.fixed(bytes, 0))\(Self.ratio(bytes, point))"
                case .atMost(let bytes): "<= \(Self.fixed(bytes, 0))\(Self.ratio(bytes, point))"
                case .notReached: "not reached"
                case nil: ""
                }
            }
            let name = backbones.count > 1 ? "\(point.name), \(point.backbone)" : point.name
            rows.append(
                [name, Self.fixed(point.top1 * 100, 2), Self.fixed(point.bytes, 0)] + cells
            )
        }
        return rows
    }

    private static func ratio(_ bytes: Double, _ point: RatePoint) -> String {
        " (x \(fixed(bytes / point.bytes, 2)))"
    }

    private static func aligned(_ rows: [[String]]) -> String {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// A number with so many decimals.
    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let factor = (0..<decimals).reduce(1) { product, _ in product * 10 }
        let scaled = Int((abs(value) * Double(factor)).rounded())
        let whole = (value < 0 ? "-" : "") + "\(scaled / factor)"
        guard decimals > 0 else { return whole }
        let fraction = String(scaled % factor)
        return whole + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
}
