extension RateAccuracyReport: Encodable {
    private struct Document: Encodable {
        struct Point: Encodable {
            let codec: String
            let setting: Double?
            let name: String
            let backbone: String
            let n: Int
            let skipped: Int
            let bytes: Double
            let estimatedBytes: Double?
            let kilobytes: Double
            let bitsPerPixel: Double
            let top1: Double
            let top5: Double
            let top1Uncompressed: Double?
            let preparation: String
            let dataDigest: String
            let backboneDigest: String

            init(_ point: RatePoint, uncompressed: Double?) {
                codec = point.key.method
                setting = point.key.setting
                name = point.name
                backbone = point.backbone
                n = point.n
                skipped = point.skipped
                bytes = point.bytes
                estimatedBytes = point.estimatedBytes
                kilobytes = point.kilobytes
                bitsPerPixel = point.bitsPerPixel
                top1 = point.top1
                top5 = point.top5
                top1Uncompressed = uncompressed
                preparation = point.key.preparation
                dataDigest = point.key.data
                backboneDigest = point.key.backbone
            }
        }

        struct Comparison: Encodable {
            let name: String
            let backbone: String
            let top1: Double
            let bytes: Double
            let baseline: String
            let isReached: Bool
            /// Absent where the accuracy is not reached.
            let baselineBytes: Double?
            /// Whether the smallest setting measured was better already.
            let isUpperBound: Bool

            init(_ equal: EqualAccuracy) {
                name = equal.point.name
                backbone = equal.point.backbone
                top1 = equal.point.top1
                bytes = equal.point.bytes
                baseline = equal.baseline
                isReached = equal.outcome != .notReached
                baselineBytes = equal.bytes
                if case .atMost = equal.outcome {
                    isUpperBound = true
                } else {
                    isUpperBound = false
                }
            }
        }

        struct SkippedPhoto: Encodable {
            let path: String
            let reason: String
        }

        let schema = RateAccuracyReport.schema
        let data: String
        let complete: Bool
        let points: [Point]
        let equalAccuracy: [Comparison]
        let skipped: [SkippedPhoto]
    }

    /// Writes the figures, with shares from 0 to 1.
    package func encode(to encoder: any Encoder) throws {
        try Document(
            data: data,
            complete: isComplete,
            points: points.map { .init($0, uncompressed: uncompressed($0.backbone)) },
            equalAccuracy: equalAccuracy.map { .init($0) },
            skipped: skipped.map { .init(path: $0.path, reason: $0.reason) }
        ).encode(to: encoder)
    }
}
