package import FrankenEvaluation

extension RecoveryReport {
    /// Accuracy over iterations: a chart for each encoder, in it a line for each backbone and
    /// start, and for each backbone a level without a codec.
    ///
    /// A line is the mean over the seeds. Backbones have colors, starts have strokes; all charts
    /// have the same axes.
    package func plot(_ plan: ExperimentPlan) -> PlotGrid {
        let plots = plan.encoders.map { encoder in
            var series: [Plot.Series] = []
            for (color, backbone) in plan.backbones.enumerated() {
                for (number, start) in plan.starts.enumerated() {
                    let points = means(encoder.name, backbone.name, start.name, plan.steps)
                    guard !points.isEmpty else { continue }
                    series.append(
                        Plot.Series(
                            "\(backbone.name), \(start.name)",
                            points,
                            stroke: [.solid, .dashed, .dotted][number % 3],
                            color: color
                        )
                    )
                }
            }
            let levels = plan.backbones.enumerated().compactMap { color, backbone in
                uncompressed[backbone.name].map {
                    Plot.Level("\(backbone.name), no codec", y: $0 * 100, color: color)
                }
            }
            let teacher = encoder.trainedWith.map { " (trained with \($0))" } ?? ""
            return Plot(
                "encoder \(encoder.name)\(teacher)",
                x: .init("iterations"),
                y: .init("top-1 accuracy, %"),
                series: series,
                levels: levels
            )
        }
        let counts = Set(points.map(\.n)).sorted().map { "\($0)" }.joined(separator: ", ")
        var grid = PlotGrid("\(name): \(evaluation), n = \(counts)", plots: plots)
        grid.shareAxes()
        return grid
    }

    private func means(
        _ encoder: String,
        _ backbone: String,
        _ start: String,
        _ steps: [Int]
    ) -> [Plot.Point] {
        let own = points.filter {
            $0.encoder == encoder && $0.backbone == backbone && $0.start == start
        }
        return steps.compactMap { step in
            let values = own.filter { $0.iteration == step }.map(\.top1)
            guard !values.isEmpty else { return nil }
            return Plot.Point(Double(step), 100 * values.reduce(0, +) / Double(values.count))
        }
    }
}
