import FrankenBundle
import FrankenCommands
import FrankenCrypto
import FrankenStore
import FrankenZoo

/// What `zoo show` prints of an installed bundle.
struct BundleFacts {
    let details: BundleDetails

    /// A line for each fact.
    var text: String {
        let description = details.description
        let receipt = details.receipt
        var rows: [(String, String)] = [
            ("bundle", "\(description.label)  \(receipt.manifest.digest)"),
            ("summary", description.summary ?? ""),
            (
                "backbone",
                "\(description.taxonomy.archetype) / \(description.taxonomy.family) / "
                    + description.taxonomy.relative
            ),
            ("weights", description.training.rawValue),
            ("encoder", encoder),
            ("decoder", "\(description.decoder.parameters) parameters"),
            ("tail", tail),
            ("classes", "\(description.tail.classes)"),
            ("installed", "from \(receipt.source)\(receipt.isPinned ? ", pinned" : "")"),
            ("trust", receipt.trust),
            (
                "licences",
                description.licenses.map { "\($0.component) \($0.spdx)" }.joined(separator: ", ")
            ),
            ("needs", "zoo \(description.runtime.minimumZoo)"),
        ]
        rows += description.metrics.map { ("measured", Self.line($0)) }
        let lineage = description.lineage
        if let from = lineage.finetunedFrom { rows.append(("made from", from)) }
        if let parent = lineage.parentBundle { rows.append(("parent", "\(parent)")) }
        if let recipe = lineage.recipeDigest { rows.append(("recipe", "\(recipe)")) }
        if let tool = lineage.tool { rows.append(("made by", tool)) }
        var lines = rows.filter { !$0.1.isEmpty }.map { key, value in
            key + String(repeating: " ", count: 11 - key.count) + value
        }
        lines.append("files")
        lines += details.manifest.layers.map { layer in
            "  \(layer.digest.short)  \(Self.padded(ByteCount(layer.size)))  \(layer.title ?? "")"
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private var encoder: String {
        let encoder = details.description.encoder
        return "\(encoder.name), \(encoder.parameters) parameters, latent of "
            + "\(encoder.latent.channels) channels at 1/\(encoder.latent.stride)"
    }

    private var tail: String {
        let tail = details.description.tail
        let size = tail.parameters.map { "\($0) parameters" } ?? ""
        guard let upstream = tail.upstream, !details.hasTail else { return size }
        return "\(size), to be imported from \(upstream.whereabouts) "
            + "(SHA-256 \(upstream.digest.hex))"
    }

    private static func line(_ metric: BundleMetric) -> String {
        var text = "top-1 \((metric.top1 * 100).rounded(toPlaces: 2)) %"
        if let top5 = metric.top5 { text += ", top-5 \((top5 * 100).rounded(toPlaces: 2)) %" }
        if let bytes = metric.meanBytes { text += ", \(bytes.rounded(toPlaces: 0)) bytes" }
        if let bytes = metric.estimatedBytes {
            text += " (estimate \(bytes.rounded(toPlaces: 0)) and the header)"
        }
        if let bpp = metric.bitsPerPixel { text += ", \(bpp.rounded(toPlaces: 3)) bpp" }
        return text + "  \(metric.dataset) \(metric.split), n \(metric.n)"
    }

    private static func padded(_ size: ByteCount) -> String {
        let text = "\(size)"
        return String(repeating: " ", count: max(0, 10 - text.count)) + text
    }
}

/// `zoo show --json` of an installed bundle.
struct BundleFactsReport: Encodable {
    struct File: Encodable {
        let role: BlobRole?
        let name: String?
        let digest: Digest
        let bytes: Int
        let missing: Bool
    }

    let schema = "zoo.show/1"
    let reference: String
    let digest: Digest
    let source: String
    let trust: String
    let pinned: Bool
    let complete: Bool
    let bundle: BundleDescription
    let files: [File]

    init(_ details: BundleDetails) {
        reference = details.receipt.reference
        digest = details.receipt.manifest.digest
        source = details.receipt.source
        trust = details.receipt.trust
        pinned = details.receipt.isPinned
        complete = details.missing.isEmpty && details.hasTail
        bundle = details.description
        let missing = Set(details.missing.map(\.digest))
        files = details.manifest.layers.map {
            File(
                role: $0.role,
                name: $0.title,
                digest: $0.digest,
                bytes: $0.size,
                missing: missing.contains($0.digest)
            )
        }
    }
}
