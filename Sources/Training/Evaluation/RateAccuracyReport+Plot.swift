extension RateAccuracyReport {
    /// Accuracy over kilobytes: for each backbone a line for each codec, learned ones solid, and
    /// a level for the uncompressed images.
    ///
    /// With several backbones each has a color of its own, and the image codecs are told apart by
    /// their dashes.
    package func plot() -> Plot {
        let backbones = backbones
        let isOne = backbones.count == 1
        var series: [Plot.Series] = []
        var levels: [Plot.Level] = []
        for (number, backbone) in backbones.enumerated() {
            let own = points.filter { $0.backbone == backbone }
            let color = isOne ? nil : number
            for method in Self.methods(of: own) {
                let line = own.filter { $0.key.method == method }.sorted { $0.bytes < $1.bytes }
                series.append(
                    Plot.Series(
                        isOne ? method : "\(backbone) \(method)",
                        line.map { Plot.Point($0.kilobytes, $0.top1 * 100) },
                        stroke: Self.stroke(method),
                        color: color
                    )
                )
            }
            if let top1 = uncompressed(backbone) {
                let name = isOne ? "uncompressed" : "\(backbone) uncompressed"
                levels.append(Plot.Level(name, y: top1 * 100, color: color))
            }
        }
        let counts = Set(points.map(\.n)).sorted()
        let n = counts.map { "\($0)" }.joined(separator: ", ")
        return Plot(
            "\(isOne ? backbones.joined() : data), n = \(n)",
            x: .init("kilobytes an image (1 KB = 1024 bytes)", scale: .logarithmic),
            y: .init("top-1 accuracy, %"),
            series: series,
            levels: levels
        )
    }

    /// The lines of a backbone, learned codecs first.
    private static func methods(of points: [RatePoint]) -> [String] {
        let all = points.filter { !$0.isUncompressed }.map(\.key.method)
            .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return all.filter { !ImageBaseline.methods.contains($0) }
            + all.filter(ImageBaseline.methods.contains)
    }

    private static func stroke(_ method: String) -> Plot.Stroke {
        switch method {
        case "jpeg": .dashed
        case "webp", "png": .dotted
        default: .solid
        }
    }
}
