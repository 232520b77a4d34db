/// Gathers each 2x2 neighborhood of a token map into one token (Liu et al., 2021,
/// arXiv:2103.14030, section 3.1).
///
/// Channel order: (even row, even column), (odd, even), (even, odd), (odd, odd). Odd maps are
/// padded with zeros at the bottom and right.
/// - Shape: `[N, H, W, C]` to `[N, ceil(H / 2), ceil(W / 2), 4 C]`.
public struct PatchMerging: Operation {
    public static let kind = "patchMerging"

    /// All attributes: none.
    public init() {}

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        let input = inputs[0]
        try Expect.rank(4, input, "[N, H, W, C]")
        return [
            input[0], input[1].map { ($0 + 1) / 2 }, input[2].map { ($0 + 1) / 2 },
            input[3].map { $0 * 4 },
        ]
    }
}

/// Multi-head self-attention inside windows, optionally shifted, with relative position bias
/// (Liu et al., 2021, arXiv:2103.14030, section 3.2).
///
/// Maps whose extent is no multiple of the window are padded with zeros; an axis that one window
/// covers is not shifted. Parameters follow torchvision: `qkv.weight` `[3C, C]`, `qkv.bias` `[3C]`,
/// `proj.weight` `[C, C]`, `proj.bias` `[C]`, `relative_position_bias_table`
/// `[(2 wH - 1)(2 wW - 1), heads]`.
/// - Shape: `[N, H, W, C]` unchanged.
public struct WindowAttention: Operation {
    public static let kind = "windowAttention"

    /// Channels of a token.
    public var channels: Int
    /// Heads that share the channels evenly.
    public var heads: Int
    /// Window extent in tokens.
    public var window: Extent2D
    /// Cyclic shift in tokens; 0 for regular windows.
    public var shift: Extent2D

    /// All attributes.
    public init(channels: Int, heads: Int, window: Extent2D, shift: Extent2D = .init(0)) {
        self.channels = channels
        self.heads = heads
        self.window = window
        self.shift = shift
    }

    public var parameters: [(role: String, shape: [Int])] {
        // Asked for before attributes are checked: extremes must not trap.
        let offsets = (2 &* window.height &- 1) &* (2 &* window.width &- 1)
        let threefold = 3 &* channels
        return [
            ("qkv.weight", [threefold, channels]), ("qkv.bias", [threefold]),
            ("proj.weight", [channels, channels]), ("proj.bias", [channels]),
            ("relative_position_bias_table", [offsets, heads]),
        ]
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
    }
}
