/// An element-wise non-linearity.
public struct Activation: Operation {
    /// The functions at hand.
    public enum Function: String, Sendable, Hashable, Codable, CaseIterable {
        /// `max(x, 0)`
        case relu
        /// `x` where positive, else `slope * x`
        case leakyRelu
        /// `x * Phi(x)` with the exact normal distribution function
        case gelu
        /// `x * sigmoid(x)`
        case silu
        /// `1 / (1 + exp(-x))`
        case sigmoid
        /// Hyperbolic tangent
        case tanh
    }

    /// Which function.
    public var function: Function
    /// Slope of the negative side; only `.leakyRelu` reads it.
    public var slope: Double

    /// All attributes; the slope defaults to PyTorch's 0.01.
    public init(_ function: Function, slope: Double = 0.01) {
        self.function = function
        self.slope = slope
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        guard slope.isFinite else { throw .attribute("slope must be finite, found \(slope)") }
        return inputs[0]
    }

    public var summary: String { function == .leakyRelu ? "leakyRelu \(slope)" : "\(function)" }
}

/// Sum or product of two values of one shape, or of a value and a smaller right side.
///
/// The right side has the same rank and may have extents of 1, along which it repeats: a gate per
/// channel is `[N, C, 1, 1]`.
/// - Shape: the left side's.
public struct Binary: Operation {
    /// The functions at hand.
    public enum Function: String, Sendable, Hashable, Codable, CaseIterable {
        /// `a + b`
        case add
        /// `a * b`
        case multiply
    }

    /// Which function.
    public var function: Function

    /// All attributes.
    public init(_ function: Function) {
        self.function = function
    }

    public var arity: ClosedRange<Int> { 2...2 }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        let (left, right) = (inputs[0], inputs[1])
        if left.rank == right.rank {
            let broadcast = zip(left.extents, right.extents).allSatisfy {
                $0 == nil || $1 == nil || $0 == $1 || $1 == 1
            }
            if broadcast {
                return Shape(
                    zip(left.extents, right.extents).map { $0 ?? ($1 == 1 ? nil : $1) }
                )
            }
        }
        throw .shape("needs two equal shapes (or 1 on the right), found \(left) and \(right)")
    }

    public var summary: String { "\(function)" }
}

/// Multiplies each channel by a learned `weight` `[C]`: layer scale (Touvron et al., 2021,
/// arXiv:2103.17239).
/// - Shape: unchanged.
public struct ChannelScale: Operation {
    /// Channels.
    public var channels: Int
    /// Where the channels are.
    public var axis: ChannelAxis

    /// All attributes.
    public init(channels: Int, axis: ChannelAxis = .first) {
        self.channels = channels
        self.axis = axis
    }

    public var parameters: [(role: String, shape: [Int])] { [("weight", [channels])] }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.positive(channels, "channels")
        let input = inputs[0]
        guard input.rank >= 2 else {
            throw .shape("needs at least two axes, found rank \(input.rank) \(input)")
        }
        try Expect.channels(channels, input, axis: axis.index(rank: input.rank))
        return input
    }

    public var summary: String { "\(channels), channels \(axis)" }
}

/// Softmax over one axis.
/// - Shape: unchanged.
public struct Softmax: Operation {
    /// The axis that sums to one.
    public var axis: Int

    /// All attributes.
    public init(axis: Int) {
        self.axis = axis
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        guard inputs[0].extents.indices.contains(axis) else {
            throw .attribute(
                "axis \(axis) is not one of the \(inputs[0].rank) axes of \(inputs[0])"
            )
        }
        return inputs[0]
    }

    public var summary: String { "axis \(axis)" }
}
