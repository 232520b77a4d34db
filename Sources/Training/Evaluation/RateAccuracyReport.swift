package import FrankenBytes

/// How many bytes an image costs and how often the class is right, for several ways to send it.
///
/// Its JSON has the schema `zoo.rate-accuracy/2`.
package struct RateAccuracyReport: Sendable, Hashable {
    /// The first words of the JSON.
    package static let schema = "zoo.rate-accuracy/2"

    /// Where the images came from.
    package let data: String
    /// Whether every way that was asked for has been measured.
    package var isComplete: Bool
    /// The ways.
    package var points: [RatePoint]
    /// Images that could not be read, with the reason.
    package var skipped: [Accuracy.Skipped]

    /// A report.
    package init(
        data: String,
        points: [RatePoint] = [],
        skipped: [Accuracy.Skipped] = [],
        isComplete: Bool = false
    ) {
        self.data = data
        self.points = points
        self.skipped = skipped
        self.isComplete = isComplete
    }

    /// The backbones, in the order of their points.
    package var backbones: [String] {
        points.reduce(into: []) { if !$0.contains($1.backbone) { $0.append($1.backbone) } }
    }

    /// The share of images whose class came first without any codec, where that was measured.
    package func uncompressed(_ backbone: String) -> Double? {
        points.first { $0.isUncompressed && $0.backbone == backbone }?.top1
    }

    /// Every learned codec against every image codec that the same backbone was measured with.
    package var equalAccuracy: [EqualAccuracy] {
        let baselines = points.filter { ImageBaseline.methods.contains($0.key.method) }
        return points.filter { !$0.isUncompressed && !baselines.contains($0) }.flatMap { point in
            let curves = baselines.filter { $0.backbone == point.backbone }
            return ImageBaseline.methods.compactMap { method -> EqualAccuracy? in
                let curve = curves.filter { $0.key.method == method }
                return curve.isEmpty ? nil : EqualAccuracy(point, against: method, curve)
            }
        }
    }

    /// The points as comma-separated values.
    ///
    /// - Parameter others: Rows to keep, of other measurements.
    /// - Returns: A table that ``points(of:)`` reads.
    package func csv(keeping others: [RatePoint] = []) -> CSVTable {
        var table = CSVTable(columns: RatePoint.Column.allCases.map(\.rawValue))
        let known = Set(points.map(\.key))
        for point in others.filter({ !known.contains($0.key) }) + points {
            let uncompressed =
                (known.contains(point.key) ? points : others).first {
                    $0.isUncompressed && $0.backbone == point.backbone
                        && $0.key.data == point.key.data
                }?.top1
            table.append(
                RatePoint.Column.allCases.map { point.cell($0, uncompressed: uncompressed) }
            )
        }
        return table
    }

    /// The points of a table.
    ///
    /// - Parameter table: A table of ``csv(keeping:)``.
    /// - Returns: Its points.
    /// - Throws: ``EvaluationError`` with code `.foreignTable` for a table of something else.
    package static func points(of table: CSVTable) throws(EvaluationError) -> [RatePoint] {
        var points: [RatePoint] = []
        guard table.columns == RatePoint.Column.allCases.map(\.rawValue) else {
            throw EvaluationError(
                .foreignTable,
                "Expected a table that 'zoo evaluate --csv' wrote, found the columns "
                    + "\(table.columns.prefix(4).joined(separator: ", ").prefix(80)). Name another file."
            )
        }
        for row in table.rows.indices {
            guard let point = RatePoint(table.record(row)) else {
                throw EvaluationError(
                    .foreignTable,
                    "Row \(row + 1) of the table has a number that is none. Name another file."
                )
            }
            points.append(point)
        }
        return points
    }
}
