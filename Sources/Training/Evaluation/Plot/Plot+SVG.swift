extension Plot {
    static let width = 760.0
    static let height = 460.0
    private static let left = 72.0
    private static let right = 200.0
    private static let top = 44.0
    private static let bottom = 56.0
    /// Colors that people with any color vision tell apart (Okabe and Ito, 2008).
    private static let colors = [
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
    ]

    /// The chart as an SVG document.
    ///
    /// - Returns: UTF-8 text, the same for the same chart; readable on light and dark pages.
    package func svg() -> String {
        let head = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.text(Self.width)) \
            \(Self.text(Self.height))" font-family="sans-serif" font-size="12">
            """
        return "\(head)\n\(content().joined(separator: "\n"))\n</svg>\n"
    }

    /// What stands in the document, in ``width`` columns and ``height`` rows.
    func content() -> [String] {
        let points = series.flatMap(\.points)
        let horizontal = AxisMap(x, values: points.map(\.x))
        let vertical = AxisMap(y, values: points.map(\.y) + levels.map(\.y))
        var lines = [
            "<title>\(Self.escaped(title))</title>",
            "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
            Self.label(title, Self.left, 26, "font-size=\"15\" font-weight=\"bold\""),
        ]
        lines += grid(horizontal, vertical)
        for (index, line) in series.enumerated() {
            lines += draw(line, Self.color(line.color ?? index), horizontal, vertical)
        }
        for level in levels { lines += draw(level, vertical) }
        return lines + legend()
    }

    private static func color(_ index: Int) -> String { colors[abs(index % colors.count)] }

    private static func color(_ level: Level) -> String { level.color.map(color) ?? "#666666" }

    /// The attribute that makes gaps.
    private static func gaps(_ stroke: Stroke) -> String {
        switch stroke {
        case .solid: ""
        case .dashed: " stroke-dasharray=\"8 4\""
        case .dotted: " stroke-dasharray=\"2 4\""
        }
    }

    private static var plotWidth: Double { width - left - right }
    private static var plotHeight: Double { height - top - bottom }

    private static func across(_ place: Double) -> Double { left + place * plotWidth }
    private static func down(_ place: Double) -> Double { top + (1 - place) * plotHeight }

    private func grid(_ horizontal: AxisMap, _ vertical: AxisMap) -> [String] {
        var lines: [String] = []
        let end = (x: Self.left + Self.plotWidth, y: Self.top + Self.plotHeight)
        for tick in horizontal.ticks {
            guard let place = horizontal.place(tick), -0.001...1.001 ~= place else { continue }
            let x = Self.across(place)
            lines.append(Self.line(x, Self.top, x, end.y, "stroke=\"#e4e4e4\""))
            lines.append(Self.label(AxisMap.label(tick), x, end.y + 18, Self.centered))
        }
        for tick in vertical.ticks {
            guard let place = vertical.place(tick), -0.001...1.001 ~= place else { continue }
            let y = Self.down(place)
            lines.append(Self.line(Self.left, y, end.x, y, "stroke=\"#e4e4e4\""))
            lines.append(
                Self.label(AxisMap.label(tick), Self.left - 8, y + 4, "text-anchor=\"end\"")
            )
        }
        lines.append(Self.line(Self.left, end.y, end.x, end.y, "stroke=\"#333333\""))
        lines.append(Self.line(Self.left, Self.top, Self.left, end.y, "stroke=\"#333333\""))
        let middle = (x: Self.left + Self.plotWidth / 2, y: Self.top + Self.plotHeight / 2)
        lines.append(Self.label(x.title, middle.x, Self.height - 14, Self.centered))
        lines.append(
            Self.label(
                y.title,
                18,
                middle.y,
                "\(Self.centered) transform=\"rotate(-90 18 \(Self.text(middle.y)))\""
            )
        )
        return lines
    }

    private static let centered = "text-anchor=\"middle\""

    private func draw(
        _ line: Series,
        _ color: String,
        _ horizontal: AxisMap,
        _ vertical: AxisMap
    ) -> [String] {
        let places = line.points.compactMap { point -> (Double, Double)? in
            guard let x = horizontal.place(point.x), let y = vertical.place(point.y),
                -0.01...1.01 ~= x, -0.01...1.01 ~= y
            else { return nil }
            return (Self.across(x), Self.down(y))
        }
        guard !places.isEmpty else { return [] }
        let path = places.map { "\(Self.text($0.0)),\(Self.text($0.1))" }.joined(separator: " ")
        var lines = [
            "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\""
                + "\(Self.gaps(line.stroke))/>"
        ]
        if line.marksPoints {
            lines += places.map { x, y in
                "<circle cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"3.5\" fill=\"\(color)\"/>"
            }
        }
        return lines
    }

    private func draw(_ level: Level, _ vertical: AxisMap) -> [String] {
        guard let place = vertical.place(level.y), -0.01...1.01 ~= place else { return [] }
        let y = Self.down(place)
        return [
            Self.line(
                Self.left,
                y,
                Self.left + Self.plotWidth,
                y,
                Self.style(level)
            )
        ]
    }

    private static func style(_ level: Level) -> String {
        "stroke=\"\(color(level))\" stroke-dasharray=\"6 4\""
    }

    private func legend() -> [String] {
        var lines: [String] = []
        let x = Self.left + Self.plotWidth + 16
        var y = Self.top + 8
        for (index, line) in series.enumerated() {
            let color = Self.color(line.color ?? index)
            let stroke = "stroke=\"\(color)\" stroke-width=\"2\"\(Self.gaps(line.stroke))"
            lines.append(Self.line(x, y, x + 20, y, stroke))
            lines.append(Self.label(line.name, x + 26, y + 4))
            y += 20
        }
        for level in levels {
            lines.append(Self.line(x, y, x + 20, y, Self.style(level)))
            lines.append(Self.label(level.name, x + 26, y + 4))
            y += 20
        }
        return lines
    }

    private static func line(
        _ x1: Double,
        _ y1: Double,
        _ x2: Double,
        _ y2: Double,
        _ style: String
    ) -> String {
        "<line x1=\"\(text(x1))\" y1=\"\(text(y1))\" x2=\"\(text(x2))\" y2=\"\(text(y2))\" \(style)/>"
    }

    private static func label(
        _ words: String,
        _ x: Double,
        _ y: Double,
        _ style: String = ""
    ) -> String {
        let attributes = "x=\"\(text(x))\" y=\"\(text(y))\" fill=\"#222222\" \(style)"
        return "<text \(attributes)>\(escaped(words))</text>"
    }

    /// A coordinate with two decimals.
    static func text(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
    }

    /// Words as XML wants them; what no XML document may hold is replaced.
    static func escaped(_ words: String) -> String {
        var escaped = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case _ where scalar.value < 0x20 || 0xFFFE...0xFFFF ~= scalar.value:
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
