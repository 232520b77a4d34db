public import FrankenPlot

extension RateAccuracyReport {
    /// A table for a terminal.
    public func table() -> String {
        let rows =
            [["codec", "KB", "bpp", "top-1 %", "top-5 %", "n"]]
            + points.map { point in
                [
                    point.name, Self.fixed(point.kilobytes, 2), Self.fixed(point.bitsPerPixel, 3),
                    Self.fixed(point.top1 * 100, 2), Self.fixed(point.top5 * 100, 2), "\(point.n)",
                ]
            }
        let widths = (0..<6).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return column == 0 ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Comma-separated values with a head line, as RFC 4180 has them.
    public func csv() -> String {
        let head = "method,setting,name,n,bytes,kilobytes,bits_per_pixel,top1,top5"
        let rows = points.map { point in
            [
                Self.quoted(point.method), point.setting.map { "\($0)" } ?? "",
                Self.quoted(point.name), "\(point.n)", "\(point.bytes)", "\(point.kilobytes)",
                "\(point.bitsPerPixel)", "\(point.top1)", "\(point.top5)",
            ].joined(separator: ",")
        }
        return ([head] + rows).joined(separator: "\r\n") + "\r\n"
    }

    /// Accuracy over kilobytes: a line for each codec, and a level for the uncompressed images.
    public func plot() -> Plot {
        var methods: [String] = []
        for point in points where point.method != "uncompressed" && !methods.contains(point.method)
        {
            methods.append(point.method)
        }
        let series = methods.map { method in
            Plot.Series(
                method,
                points.filter { $0.method == method }
                    .sorted { $0.bytes < $1.bytes }
                    .map { Plot.Point($0.kilobytes, $0.top1 * 100) }
            )
        }
        let levels = points.filter { $0.method == "uncompressed" }
            .map { Plot.Level("uncompressed", y: $0.top1 * 100) }
        return Plot(
            "\(backbone), n = \(points.first?.n ?? 0)",
            x: .init("kilobytes an image (1 KB = 1024 bytes)", scale: .logarithmic),
            y: .init("top-1 accuracy, %"),
            series: series,
            levels: levels
        )
    }

    /// A number with so many decimals.
    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let factor = (0..<decimals).reduce(1) { product, _ in product * 10 }
        let scaled = Int((abs(value) * Double(factor)).rounded())
        let fraction = String(scaled % factor)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return (value < 0 ? "-" : "") + "\(scaled / factor).\(zeros)\(fraction)"
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
