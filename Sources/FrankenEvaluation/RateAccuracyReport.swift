/// How many bytes an image costs and how often the class is right, for several ways to send it.
///
/// Its JSON has the schema `zoo.rate-accuracy/1`.
public struct RateAccuracyReport: Sendable, Hashable {
    /// The first words of the JSON.
    public static let schema = "zoo.rate-accuracy/1"

    /// One way at one setting.
    public struct Point: Sendable, Hashable, Codable {
        /// The codec: `uncompressed`, `png`, `jpeg`, `webp`, or the name of a learned one.
        public let method: String
        /// The quality or the lambda, if there is one.
        public let setting: Double?
        /// What people call it.
        public let name: String
        /// Images.
        public let n: Int
        /// Mean bytes of an image as it was really coded.
        public let bytes: Double
        /// ``bytes`` / 1024.
        public let kilobytes: Double
        /// Bits per pixel of the image that was coded.
        public let bitsPerPixel: Double
        /// The share of images whose class came first, 0 to 1.
        public let top1: Double
        /// The share of images whose class came among the first five, 0 to 1.
        public let top5: Double

        /// A point.
        ///
        /// - Parameters:
        ///   - method: The codec.
        ///   - setting: The quality or the lambda, if there is one.
        ///   - name: What people call it.
        ///   - n: Images.
        ///   - byteCount: Bytes of all images together.
        ///   - pixelCount: Pixels of an image.
        ///   - top1Count: Images whose class came first.
        ///   - top5Count: Images whose class came among the first five.
        public init(
            method: String,
            setting: Double?,
            name: String,
            n: Int,
            byteCount: Int,
            pixelCount: Int,
            top1Count: Int,
            top5Count: Int
        ) {
            let count = Double(max(n, 1))
            self.method = method
            self.setting = setting
            self.name = name
            self.n = n
            bytes = Double(byteCount) / count
            kilobytes = bytes / 1024
            bitsPerPixel = 8 * bytes / Double(max(pixelCount, 1))
            top1 = Double(top1Count) / count
            top5 = Double(top5Count) / count
        }
    }

    /// The backbone that classified.
    public let backbone: String
    /// Where the images came from.
    public let data: String
    /// Columns and rows of the images that were coded.
    public let side: [Int]
    /// The ways, the uncompressed images first.
    public var points: [Point]
    /// Images that could not be read, with the reason.
    public let skipped: [Accuracy.Skipped]

    /// A report.
    public init(
        backbone: String,
        data: String,
        side: [Int],
        points: [Point],
        skipped: [Accuracy.Skipped] = []
    ) {
        self.backbone = backbone
        self.data = data
        self.side = side
        self.points = points
        self.skipped = skipped
    }
}

extension RateAccuracyReport: Codable {
    private enum Key: String, CodingKey {
        case schema, backbone, data, side, points, skipped
    }

    private struct SkippedPhoto: Codable {
        let path: String
        let reason: String
    }

    /// Reads what ``encode(to:)`` writes.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let schema = try values.decode(String.self, forKey: .schema)
        guard schema == Self.schema else {
            throw DecodingError.dataCorruptedError(
                forKey: .schema,
                in: values,
                debugDescription: "must be \(Self.schema), found '\(schema.prefix(40))'"
            )
        }
        self.init(
            backbone: try values.decode(String.self, forKey: .backbone),
            data: try values.decode(String.self, forKey: .data),
            side: try values.decode([Int].self, forKey: .side),
            points: try values.decode([Point].self, forKey: .points),
            skipped: try values.decode([SkippedPhoto].self, forKey: .skipped)
                .map { Accuracy.Skipped(path: $0.path, reason: $0.reason) }
        )
    }

    /// Writes what the initializer reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(backbone, forKey: .backbone)
        try values.encode(data, forKey: .data)
        try values.encode(side, forKey: .side)
        try values.encode(points, forKey: .points)
        try values.encode(
            skipped.map { SkippedPhoto(path: $0.path, reason: $0.reason) },
            forKey: .skipped
        )
    }
}
