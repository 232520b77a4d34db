package import FrankenEvaluation

/// The course of a training as charts.
package enum LearningCurves {
    /// A chart of figures over the steps of a log.
    ///
    /// - Parameters:
    ///   - names: The figures, such as `loss` and `bits`.
    ///   - records: The lines of a log.
    ///   - event: The lines whose figures are shown.
    ///   - title: The words above the chart.
    ///   - unit: What the vertical axis counts.
    ///   - scale: How values become places; logarithmic suits losses.
    /// - Returns: The chart; long logs are thinned to about a thousand points a line, each the mean
    ///   of its neighbors.
    package static func plot(
        _ names: [String],
        of records: [LogRecord],
        event: LogRecord.Event = .step,
        title: String,
        unit: String,
        scale: Plot.Axis.Scale = .linear
    ) -> Plot {
        let lines = records.filter { $0.event == event }
        let series = names.map { name in
            let points = lines.compactMap { line in
                line.values[name].map { Plot.Point(Double(line.step), $0) }
            }
            return Plot.Series(name, thinned(points), marksPoints: points.count <= 50)
        }
        return Plot(
            title,
            x: .init("step"),
            y: .init(unit, scale: scale),
            series: series.filter { !$0.points.isEmpty }
        )
    }

    private static func thinned(_ points: [Plot.Point]) -> [Plot.Point] {
        let group = (points.count + 999) / 1000
        guard group > 1 else { return points }
        return stride(from: 0, to: points.count, by: group).map { start in
            let part = points[start..<min(start + group, points.count)]
            let mean = part.reduce(0) { $0 + $1.y } / Double(part.count)
            return Plot.Point(part[part.endIndex - 1].x, mean)
        }
    }
}
