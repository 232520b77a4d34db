internal import FrankenBundle

/// A model card from what a description says, for folders that bring none.
struct BundleCard {
    private let description: BundleDescription

    init(_ description: BundleDescription) {
        self.description = description
    }

    /// Markdown.
    var bytes: [UInt8] {
        let encoder = description.encoder
        var lines = [
            "# \(description.name) \(description.version)",
            "",
            description.summary ?? "A FrankenSplit decoder for \(description.taxonomy.relative).",
            "",
            description.training == .untrained
                ? "The weights are random: right sizes and times, no accuracy." : "",
            "",
            "- Encoder: \(encoder.name), \(encoder.parameters) parameters",
            "- Decoder: \(description.decoder.parameters) parameters",
            "- Classes: \(description.tail.classes)",
        ]
        if !description.metrics.isEmpty {
            lines += ["", "| data | n | top-1 | bytes |", "|---|--:|--:|--:|"]
            lines += description.metrics.map { metric in
                "| \(metric.dataset) \(metric.split) | \(metric.n) | \(metric.top1) | "
                    + "\(metric.meanBytes.map { "\($0)" } ?? "") |"
            }
        }
        lines += ["", "Licences: "]
        lines += description.licenses.map { "- \($0.component): \($0.spdx)" }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
