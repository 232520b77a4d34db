/// A chart of lines over two axes, to be written as SVG.
public struct Plot: Sendable, Hashable {
    /// One axis.
    public struct Axis: Sendable, Hashable {
        /// How values become places.
        public enum Scale: String, Sendable, Hashable {
            /// Equal differences are equal distances.
            case linear
            /// Equal ratios are equal distances; values that are not positive are left out.
            case logarithmic
        }

        /// What the axis counts, with its unit.
        public var title: String
        /// How values become places.
        public var scale: Scale
        /// The values at the ends; nil for those of the data.
        public var range: ClosedRange<Double>?

        /// An axis.
        public init(_ title: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
            self.title = title
            self.scale = scale
            self.range = range
        }
    }

    /// A point of a line.
    public struct Point: Sendable, Hashable {
        /// The value along the horizontal axis.
        public var x: Double
        /// The value along the vertical axis.
        public var y: Double

        /// A point.
        public init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// How a line is drawn.
    public enum Stroke: String, Sendable, Hashable {
        /// Without gaps.
        case solid
        /// Of long pieces.
        case dashed
        /// Of short pieces.
        case dotted
    }

    /// A line with a name.
    public struct Series: Sendable, Hashable {
        /// The name in the legend.
        public var name: String
        /// The points in order; those that are not finite are left out.
        public var points: [Point]
        /// Whether each point is marked.
        public var marksPoints: Bool
        /// How the line is drawn.
        public var stroke: Stroke
        /// The number of its color, so that lines can share one; nil for its place among the lines.
        public var color: Int?

        /// A line.
        public init(
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
    public struct Level: Sendable, Hashable {
        /// The name in the legend.
        public var name: String
        /// The value along the vertical axis.
        public var y: Double
        /// The number of its color, as lines have it; nil for grey.
        public var color: Int?

        /// A level.
        public init(_ name: String, y: Double, color: Int? = nil) {
            self.name = name
            self.y = y
            self.color = color
        }
    }

    /// The words above the chart.
    public var title: String
    /// The horizontal axis.
    public var x: Axis
    /// The vertical axis.
    public var y: Axis
    /// The lines.
    public var series: [Series]
    /// Lines across the chart.
    public var levels: [Level]

    /// A chart.
    public init(_ title: String, x: Axis, y: Axis, series: [Series], levels: [Level] = []) {
        self.title = title
        self.x = x
        self.y = y
        self.series = series
        self.levels = levels
    }
}
