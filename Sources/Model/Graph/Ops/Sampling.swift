/// Moves groups of channels to positions, as in PyTorch's `PixelShuffle` (Shi et al., 2016,
/// arXiv:1609.05158).
/// - Shape: `[N, C r r, H, W]` to `[N, C, H r, W r]`.
public struct PixelShuffle: Operation {
    /// Upscaling factor `r`.
    public var factor: Int

    /// All attributes.
    public init(factor: Int) {
        self.factor = factor
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        guard (1...Limit.scale).contains(factor) else {
            throw .attribute("factor must be 1 to \(Limit.scale), found \(factor)")
        }
        let input = inputs[0]
        try Expect.rank(4, input, "[N, C, H, W]")
        if let channels = input[1], channels % (factor * factor) != 0 {
            throw .shape("\(channels) channels are not a multiple of \(factor * factor)")
        }
        return [
            input[0], input[1].map { $0 / (factor * factor) }, input[2].map { $0 * factor },
            input[3].map { $0 * factor },
        ]
    }

    public var summary: String { "*\(factor)" }
}

/// Stretches or shrinks by interpolation without antialiasing, as in PyTorch's `interpolate` with
/// `align_corners=False`.
/// - Shape: `[N, C, H, W]` to `[N, C, H', W']`.
public struct Resize: Operation {
    /// How new samples are made.
    public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// The sample at or below `i * (H / H')`, in single precision: PyTorch's `nearest`.
        case nearest
        /// Linear in both directions between sample centers.
        case bilinear
    }

    /// How large the output is.
    public enum Target: Sendable, Hashable {
        /// An integer multiple of the input.
        case scale(Int)
        /// A fixed extent.
        case size(Extent2D)
    }

    /// How new samples are made.
    public var mode: Mode
    /// How large the output is.
    public var target: Target

    /// All attributes.
    public init(_ mode: Mode, to target: Target) {
        self.mode = mode
        self.target = target
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        let input = inputs[0]
        try Expect.rank(4, input, "[N, C, H, W]")
        switch target {
        case .scale(let factor):
            guard (1...Limit.scale).contains(factor) else {
                throw .attribute("scale must be 1 to \(Limit.scale), found \(factor)")
            }
            return [input[0], input[1], input[2].map { $0 * factor }, input[3].map { $0 * factor }]
        case .size(let size):
            try Expect.extent(size, "size", atLeast: 1)
            return [input[0], input[1], size.height, size.width]
        }
    }

    public var summary: String {
        switch target {
        case .scale(let factor): "\(mode) *\(factor)"
        case .size(let size): "\(mode) to \(size)"
        }
    }
}

extension Resize.Target: Codable {
    private enum CodingKeys: String, CodingKey {
        case scale, size
    }

    /// Reads `{"scale": 2}` or `{"size": [7, 9]}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let scale = try container.decodeIfPresent(Int.self, forKey: .scale)
        let size = try container.decodeIfPresent(Extent2D.self, forKey: .size)
        switch (scale, size) {
        case (let scale?, nil): self = .scale(scale)
        case (nil, let size?): self = .size(size)
        default:
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "expected either scale or size"
                )
            )
        }
    }

    /// Writes `{"scale": 2}` or `{"size": [7, 9]}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .scale(let factor): try container.encode(factor, forKey: .scale)
        case .size(let size): try container.encode(size, forKey: .size)
        }
    }
}
