/// Several charts in one picture, in rows from left to right: small multiples.
package struct PlotGrid: Sendable, Hashable {
    /// The words above all charts.
    package var title: String
    /// The charts; ``shareAxes()`` makes them comparable.
    package var plots: [Plot]
    /// Charts in a row.
    package var columns: Int

    /// A picture.
    package init(_ title: String, plots: [Plot], columns: Int = 2) {
        self.title = title
        self.plots = plots
        self.columns = columns
    }

    /// Gives all charts the same ends of both axes, around all values together.
    package mutating func shareAxes() {
        let points = plots.flatMap { $0.series.flatMap(\.points) }
        let levels = plots.flatMap { $0.levels.map(\.y) }
        let across = Self.range(points.map(\.x), margin: 0)
        let down = Self.range(points.map(\.y) + levels, margin: 0.04)
        for index in plots.indices {
            plots[index].x.range = plots[index].x.range ?? across
            plots[index].y.range = plots[index].y.range ?? down
        }
    }

    private static func range(_ values: [Double], margin: Double) -> ClosedRange<Double>? {
        let finite = values.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
        let more = (high - low) * margin
        return more.isFinite ? low - more...high + more : low...high
    }

    /// The charts as one SVG document.
    ///
    /// - Returns: UTF-8 text, the same for the same charts.
    package func svg() -> String {
        let columns = max(1, min(columns, plots.count))
        let rows = (plots.count + columns - 1) / columns
        let head = 36.0
        let size = (x: Plot.width * Double(columns), y: Plot.height * Double(rows) + head)
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Plot.text(size.x)) \
            \(Plot.text(size.y))" font-family="sans-serif" font-size="12">
            """,
            "<title>\(Plot.escaped(title))</title>",
            "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
            """
            <text x="24" y="26" fill="#222222" font-size="18" font-weight="bold">\
            \(Plot.escaped(title))</text>
            """,
        ]
        for (index, plot) in plots.enumerated() {
            let x = Plot.width * Double(index % columns)
            let y = Plot.height * Double(index / columns) + head
            lines.append(
                """
                <svg x="\(Plot.text(x))" y="\(Plot.text(y))" width="\(Plot.text(Plot.width))" \
                height="\(Plot.text(Plot.height))">
                """
            )
            lines += plot.content()
            lines.append("</svg>")
        }
        return lines.joined(separator: "\n") + "\n</svg>\n"
    }
}
