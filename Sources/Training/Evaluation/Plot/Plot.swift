/// A chart of lines over two axes, to be written as SVG.
package struct Plot: Sendable, Hashable {
    /// One axis.
    package struct Axis: Sendable, Hashable {
        /// How values become places.
        package enum Scale: String, Sendable, Hashable {
            /// Equal differences are equal distances.
            case linear
            /// Equal ratios are equal distances; values that are not positive are left out.
            case logarithmic
        }

        /// What the axis counts, with its unit.
        package var title: String
        /// How values become places.
        package var scale: Scale
        /// The values at the ends; nil for those of the data.
        package var range: ClosedRange<Double>?

        /// An axis.
        package init(_ title: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
            self.title = title
            self.scale = scale
            self.range = range
        }
    }

    /// A point of a line.
    package struct Point: Sendable, Hashable {
        /// The value along the horizontal axis.
        package var x: Double
        /// The value along the vertical axis.
        package var y: Double

        /// A point.
        package init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// How a line is drawn.
    package enum Stroke: String, Sendable, Hashable {
        /// Without gaps.
        case solid
        /// Of long pieces.
        case dashed
        /// Of short pieces.
        case dotted
    }

    /// A line with a name.
    package struct Series: Sendable, Hashable {
        /// The name in the legend.
        package var name: String
        /// The points in order; those that are not finite are left out.
        package var points: [Point]
        /// Whether each point is marked.
        package var marksPoints: Bool
        /// How the line is drawn.
        package var stroke: Stroke
        /// The number of its color, so that lines can share one; nil for its place among the lines.
        package var color: Int?

        /// A line.
        package init(
            _ name: String,
            _ points: [Point],
            marksPoints: Bool = true,
            stroke: Stroke = .solid,
            color: Int? = nil
        ) {
            self.name = name
            self.points = points
            self.marksPoints = marksPoints
            self.stroke = stroke
            self.color = color
        }
    }

    /// A dashed line across the chart.
    package struct Level: Sendable, Hashable {
        /// The name in the legend.
        package var name: String
        /// The value along the vertical axis.
        package var y: Double
        /// The number of its color, as lines have it; nil for grey.
        package var color: Int?

        /// A level.
        package init(_ name: String, y: Double, color: Int? = nil) {
            self.name = name
            self.y = y
            self.color = color
        }
    }

    /// The words above the chart.
    package var title: String
    /// The horizontal axis.
    package var x: Axis
    /// The vertical axis.
    package var y: Axis
    /// The lines.
    package var series: [Series]
    /// Lines across the chart.
    package var levels: [Level]

    /// A chart.
    package init(_ title: String, x: Axis, y: Axis, series: [Series], levels: [Level] = []) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
        self.levels = levels
    }
}
