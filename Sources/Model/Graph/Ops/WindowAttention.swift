/// Multi-head self-attention inside windows, optionally shifted, with relative position bias
/// (Liu et al., 2021, arXiv:2103.14030, section 3.2).
///
/// Maps whose extent is no multiple of the window are padded with zeros, before or after the shift;
/// an axis that one window covers is not shifted. Parameters follow torchvision: `qkv.weight` `[3C, C]`, `qkv.bias` `[3C]`,
/// `proj.weight` `[C, C]`, `proj.bias` `[C]`, and as ``Scoring`` says.
/// - Shape: `[N, H, W, C]` unchanged.
public struct WindowAttention: Operation {
    /// How a query is compared with a key, and where the position bias is from.
    public enum Scoring: String, Sendable, Hashable, Codable, CaseIterable {
        /// `q k / sqrt(depth)`; the bias is `relative_position_bias_table`
        /// `[(2 wH - 1)(2 wW - 1), heads]`.
        case scaledDotProduct
        /// `cos(q, k) * exp(min(logit_scale, ln 100))`, `logit_scale` `[heads]`, without the keys'
        /// part of `qkv.bias`; the bias is 16 times the sigmoid of a network of two layers,
        /// `cpb_mlp.0` and `cpb_mlp.2`, over log-spaced offsets (Liu et al., 2022,
        /// arXiv:2111.09883, sections 3.2 and 3.3).
        case cosine
    }

    /// When a map is padded to whole windows.
    public enum Padding: String, Sendable, Hashable, Codable {
        /// First, so that the shift rolls the padded map: torchvision.
        case beforeShift
        /// Last, so that the map is rolled and then padded; maps below a window are refused, for
        /// which other weights are needed: timm.
        case afterShift
    }

    /// Width of the hidden layer of the network that makes the position bias.
    public static let positionWidth = 512

    /// Channels of a token.
    public var channels: Int
    /// Heads that share the channels evenly.
    public var heads: Int
    /// Window extent in tokens.
    public var window: Extent2D
    /// Cyclic shift in tokens; 0 for regular windows.
    public var shift: Extent2D
    /// How a query is compared with a key.
    public var scoring: Scoring
    /// When a map is padded to whole windows.
    public var padding: Padding

    /// All attributes.
    public init(
        channels: Int,
        heads: Int,
        window: Extent2D,
        shift: Extent2D = .init(0),
        scoring: Scoring = .scaledDotProduct,
        padding: Padding = .beforeShift
    ) {
        self.channels = channels
        self.heads = heads
        self.window = window
        self.shift = shift
        self.scoring = scoring
        self.padding = padding
    }

    public var parameters: [(role: String, shape: [Int])] {
        // Asked for before attributes are checked: extremes must not trap.
        let threefold = 3 &* channels
        let projections = [
            ("qkv.weight", [threefold, channels]), ("qkv.bias", [threefold]),
            ("proj.weight", [channels, channels]), ("proj.bias", [channels]),
        ]
        switch scoring {
        case .scaledDotProduct:
            let offsets = (2 &* window.height &- 1) &* (2 &* window.width &- 1)
            return projections + [("relative_position_bias_table", [offsets, heads])]
        case .cosine:
            return projections + [
                ("logit_scale", [heads]), ("cpb_mlp.0.weight", [Self.positionWidth, 2]),
                ("cpb_mlp.0.bias", [Self.positionWidth]),
                ("cpb_mlp.2.weight", [heads, Self.positionWidth]),
            ]
        }
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.positive(channels, "channels")
        try Expect.extent(window, "window", atLeast: 1)
        try Expect.extent(shift, "shift", atLeast: 0)
        guard heads > 0, channels % heads == 0 else {
            throw .attribute("\(heads) heads do not divide \(channels) channels")
        }
        guard shift.height < window.height, shift.width < window.width else {
            throw .attribute("shift \(shift) must be below the window \(window)")
        }
        try Expect.rank(4, inputs[0], "[N, H, W, C]")
        try Expect.channels(channels, inputs[0], axis: 3)
        if padding == .afterShift, let height = inputs[0][1], let width = inputs[0][2],
            height < window.height || width < window.width
        {
            throw .attribute(
                "a map of \(height) x \(width) is below the window \(window), which is made "
                    + "smaller where these weights are from. Use larger images"
            )
        }
        return inputs[0]
    }

    public func multiplyAccumulates(_ inputs: [[Int]], _ output: [Int]) -> Int {
        let rows = (output[1] + window.height - 1) / window.height * window.height
        let columns = (output[2] + window.width - 1) / window.width * window.width
        // Four projections of C channels, then the scores and the weighted sum over a window.
        let perToken = 4 * channels + 2 * window.height * window.width
        return saturatingProduct([output[0], rows, columns, channels, perToken])
    }

    public var summary: String {
        "\(channels), \(heads) heads, window \(window)"
            + (shift == .init(0) ? "" : ", shift \(shift)")
            + (scoring == .cosine ? ", cosine" : "")
            + (padding == .afterShift ? ", padded after the shift" : "")
    }
}

extension WindowAttention {
    private enum CodingKeys: CodingKey {
        case channels, heads, window, shift, scoring, padding
    }

    /// Reads attributes; scoring and padding may be left out, as graphs from before them do.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            channels: fields.decode(Int.self, forKey: .channels),
            heads: fields.decode(Int.self, forKey: .heads),
            window: fields.decode(Extent2D.self, forKey: .window),
            shift: fields.decode(Extent2D.self, forKey: .shift),
            scoring: fields.decodeIfPresent(Scoring.self, forKey: .scoring) ?? .scaledDotProduct,
            padding: fields.decodeIfPresent(Padding.self, forKey: .padding) ?? .beforeShift
        )
    }

    /// Writes attributes; the usual scoring and padding are left out, so that such graphs keep their
    /// bytes.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(channels, forKey: .channels)
        try fields.encode(heads, forKey: .heads)
        try fields.encode(window, forKey: .window)
        try fields.encode(shift, forKey: .shift)
        if scoring != .scaledDotProduct { try fields.encode(scoring, forKey: .scoring) }
        if padding != .beforeShift { try fields.encode(padding, forKey: .padding) }
    }
}
