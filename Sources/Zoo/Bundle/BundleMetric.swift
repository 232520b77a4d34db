/// What was measured on a set of images.
public struct BundleMetric: Sendable, Hashable, Codable {
    /// The name of the data, such as `imagenet-1k`.
    public var dataset: String
    /// The part of the data, such as `val`.
    public var split: String
    /// How many images.
    public var n: Int
    /// The share of images whose class came first, 0 to 1.
    public var top1: Double
    /// The share of images whose class was among the first five, 0 to 1.
    public var top5: Double?
    /// Bytes of a stream, on average.
    public var meanBytes: Double?
    /// Bytes of a stream without its header that the learned distribution promises, on average.
    public var estimatedBytes: Double?
    /// Bits per pixel of the prepared image, on average.
    public var bitsPerPixel: Double?
    /// The seed of what was drawn by chance.
    public var seed: UInt64?

    private enum CodingKeys: String, CodingKey {
        case dataset, split, n, top1, top5, meanBytes, estimatedBytes, seed
        case bitsPerPixel = "bpp"
    }

    /// All fields.
    public init(
        dataset: String,
        split: String,
        n: Int,
        top1: Double,
        top5: Double? = nil,
        meanBytes: Double? = nil,
        estimatedBytes: Double? = nil,
        bitsPerPixel: Double? = nil,
        seed: UInt64? = nil
    ) {
        self.dataset = dataset
        self.split = split
        self.n = n
        self.top1 = top1
        self.top5 = top5
        self.meanBytes = meanBytes
        self.estimatedBytes = estimatedBytes
        self.bitsPerPixel = bitsPerPixel
        self.seed = seed
    }

    /// Whether the numbers are ones that a measurement can give.
    package var isPossible: Bool {
        let shares = [top1, top5 ?? 1]
        let sizes = [meanBytes ?? 0, estimatedBytes ?? 0, bitsPerPixel ?? 0]
        return n > 0 && shares.allSatisfy { (0...1).contains($0) } && top1 <= (top5 ?? 1)
            && sizes.allSatisfy { $0 >= 0 && $0.isFinite }
    }
}
