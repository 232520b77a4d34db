/// Where a value keeps its channels.
public enum ChannelAxis: String, Sendable, Hashable, Codable, CaseIterable {
    /// `[N, C, ...]`
    case first
    /// `[..., C]`
    case last

    package func index(rank: Int) -> Int {
        switch self {
        case .first: 1
        case .last: rank - 1
        }
    }
}

/// Batch normalization with running statistics (inference), as in PyTorch's `BatchNorm2d`.
///
/// `y = (x - running_mean) / sqrt(running_var + epsilon) * weight + bias` per channel.
/// - Shape: `[N, C, ...]` unchanged.
public struct BatchNormalization: Operation {
    /// Channels.
    public var channels: Int
    /// Added to the variance.
    public var epsilon: Double

    /// All attributes; epsilon defaults to PyTorch's.
    public init(channels: Int, epsilon: Double = 1e-5) {
        self.channels = channels
        self.epsilon = epsilon
    }

    public var parameters: [(role: String, shape: [Int])] {
        ["weight", "bias", "running_mean", "running_var"].map { ($0, [channels]) }
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.positive(channels, "channels")
        try Epsilon.check(epsilon)
        guard inputs[0].rank >= 2 else {
            throw .shape("needs [N, C, ...], found rank \(inputs[0].rank) \(inputs[0])")
        }
        try Expect.channels(channels, inputs[0], axis: 1)
        return inputs[0]
    }

    public var summary: String { "\(channels)" }
}

/// Layer normalization over the channels of each position.
///
/// `channelsLast` is PyTorch's `LayerNorm(C)`; `channelsFirst` is ConvNeXt's over axis 1 of
/// `[N, C, H, W]` (Liu et al., 2022, arXiv:2201.03545).
/// - Shape: unchanged.
public struct LayerNormalization: Operation {
    /// Channels normalized together.
    public var channels: Int
    /// Added to the variance.
    public var epsilon: Double
    /// Where the channels are.
    public var axis: ChannelAxis

    /// All attributes; epsilon defaults to PyTorch's.
    public init(channels: Int, epsilon: Double = 1e-5, axis: ChannelAxis = .last) {
        self.channels = channels
        self.epsilon = epsilon
        self.axis = axis
    }

    public var parameters: [(role: String, shape: [Int])] {
        [("weight", [channels]), ("bias", [channels])]
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.positive(channels, "channels")
        try Epsilon.check(epsilon)
        let input = inputs[0]
        guard input.rank >= 2 else {
            throw .shape("needs at least two axes, found rank \(input.rank) \(input)")
        }
        try Expect.channels(channels, input, axis: axis.index(rank: input.rank))
        return input
    }

    public var summary: String { "\(channels), channels \(axis)" }
}

/// Generalized divisive normalization and its inverse (Ballé et al., 2016, arXiv:1511.06281).
///
/// With norm `n_i = beta_i + sum_j gamma_ij f(x_j)`: `.squared` has `f = x^2` and divides by
/// `sqrt(n)`; `.absolute` (GDN1) has `f = |x|` and divides by `n`. The inverse multiplies.
/// `beta` `[C]` and `gamma` `[C, C]` are the effective, non-negative values.
/// - Shape: `[N, C, H, W]` unchanged.
public struct DivisiveNormalization: Operation {
    /// Which norm divides.
    public enum Form: String, Sendable, Hashable, Codable, CaseIterable {
        /// Root of a weighted sum of squares.
        case squared
        /// Weighted sum of magnitudes, "GDN1" (Johnston et al., 2019, arXiv:1912.08771).
        case absolute
    }

    /// Channels.
    public var channels: Int
    /// Which norm divides.
    public var form: Form
    /// Multiply instead of divide.
    public var inverse: Bool

    /// All attributes.
    public init(channels: Int, form: Form = .squared, inverse: Bool = false) {
        self.channels = channels
        self.form = form
        self.inverse = inverse
    }

    public var parameters: [(role: String, shape: [Int])] {
        [("beta", [channels]), ("gamma", [channels, channels])]
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.positive(channels, "channels")
        try Expect.rank(4, inputs[0], "[N, C, H, W]")
        try Expect.channels(channels, inputs[0], axis: 1)
        return inputs[0]
    }

    public func multiplyAccumulates(_ inputs: [[Int]], _ output: [Int]) -> Int {
        saturatingProduct(output + [channels])
    }

    public var summary: String { "\(channels), \(form)\(inverse ? ", inverse" : "")" }
}

enum Epsilon {
    static func check(_ epsilon: Double) throws(OperationError) {
        guard epsilon.isFinite, epsilon >= 0 else {
            throw .attribute("epsilon must be finite and not negative, found \(epsilon)")
        }
    }
}
