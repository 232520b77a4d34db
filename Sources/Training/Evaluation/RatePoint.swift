/// One way to send images at one setting, measured: a point of a rate-accuracy curve.
package struct RatePoint: Sendable, Hashable {
    /// What a measurement depends on; equal keys have equal figures.
    package struct Key: Sendable, Hashable {
        /// The digest of the photos, see `DataSet.digest()`.
        package let data: String
        /// The digest of the backbone's weights, or of a learned codec with its backbone.
        package let backbone: String
        /// How photos were prepared, and the number format.
        package let preparation: String
        /// The codec: ``RatePoint/uncompressed``, `png`, `jpeg`, `webp`, or a learned one.
        package let method: String
        /// The quality or the lambda, if there is one.
        package let setting: Double?

        /// All parts.
        package init(
            data: String,
            backbone: String,
            preparation: String,
            method: String,
            setting: Double?
        ) {
            self.data = data
            self.backbone = backbone
            self.preparation = preparation
            self.method = method
            self.setting = setting
        }
    }

    /// The method of photos that are not coded.
    package static let uncompressed = "uncompressed"

    /// What the measurement depends on.
    package let key: Key
    /// The backbone that classified, as the taxonomy calls it.
    package let backbone: String
    /// What people call the codec at this setting.
    package let name: String
    /// Images.
    package let n: Int
    /// Images that could not be read.
    package let skipped: Int
    /// Mean bytes of a stream as it was really coded, header included.
    package let bytes: Double
    /// Mean bytes of the symbols alone by their probabilities, for learned codecs.
    package let estimatedBytes: Double?
    /// Pixels of an image that was coded.
    package let pixels: Int
    /// The share of images whose class came first, 0 to 1.
    package let top1: Double
    /// The share of images whose class came among the first five, 0 to 1.
    package let top5: Double

    /// ``bytes`` / 1024.
    package var kilobytes: Double { bytes / 1024 }
    /// Bits per pixel of the image that was coded.
    package var bitsPerPixel: Double { 8 * bytes / Double(max(pixels, 1)) }
    /// Whether the photos were not coded.
    package var isUncompressed: Bool { key.method == Self.uncompressed }

    /// A point.
    ///
    /// - Parameters:
    ///   - key: What the measurement depends on.
    ///   - backbone: The backbone that classified.
    ///   - name: What people call the codec at this setting.
    ///   - measurement: What came out.
    package init(_ key: Key, backbone: String, name: String, _ measurement: Measurement) {
        let count = Double(max(measurement.count, 1))
        self.key = key
        self.backbone = backbone
        self.name = name
        n = measurement.count
        skipped = measurement.skipped.count
        bytes = Double(measurement.byteCount) / count
        estimatedBytes = measurement.estimatedByteCount.map { $0 / count }
        pixels = measurement.pixelCount
        top1 = Double(measurement.top1Count) / count
        top5 = Double(measurement.top5Count) / count
    }

    /// A point as a table has it; nil when a cell is missing or no number.
    init?(_ record: [String: String]) {
        func number(_ column: Column) -> Double? {
            record[column.rawValue].flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
        }
        func integer(_ column: Column) -> Int? { record[column.rawValue].flatMap { Int($0) } }
        func text(_ column: Column) -> String { record[column.rawValue] ?? "" }
        guard let n = integer(.n), let skipped = integer(.skipped), let bytes = number(.bytes),
            let pixels = integer(.pixels), let top1 = number(.top1), let top5 = number(.top5),
            n > 0, pixels > 0, bytes > 0
        else { return nil }
        key = Key(
            data: text(.dataDigest),
            backbone: text(.backboneDigest),
            preparation: text(.preparation),
            method: text(.method),
            setting: number(.setting)
        )
        backbone = text(.backbone)
        name = text(.name)
        self.n = n
        self.skipped = skipped
        self.bytes = bytes
        estimatedBytes = number(.estimatedBytes)
        self.pixels = pixels
        self.top1 = top1
        self.top5 = top5
    }

    /// The columns of a table of points, in order.
    enum Column: String, CaseIterable {
        case method = "codec"
        case setting, name, backbone, n, skipped, bytes
        case estimatedBytes = "estimated_bytes"
        case kilobytes
        case bitsPerPixel = "bits_per_pixel"
        case pixels, top1, top5
        case top1Uncompressed = "top1_uncompressed"
        case preparation
        case dataDigest = "data_digest"
        case backboneDigest = "backbone_digest"
    }

    /// The cell of a column; `uncompressed` is the top-1 share without a codec.
    func cell(_ column: Column, uncompressed: Double?) -> String {
        func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
        return switch column {
        case .method: key.method
        case .setting: text(key.setting)
        case .name: name
        case .backbone: backbone
        case .n: "\(n)"
        case .skipped: "\(skipped)"
        case .bytes: text(bytes)
        case .estimatedBytes: text(estimatedBytes)
        case .kilobytes: text(kilobytes)
        case .bitsPerPixel: text(bitsPerPixel)
        case .pixels: "\(pixels)"
        case .top1: text(top1)
        case .top5: text(top5)
        case .top1Uncompressed: text(uncompressed)
        case .preparation: key.preparation
        case .dataDigest: key.data
        case .backboneDigest: key.backbone
        }
    }
}
