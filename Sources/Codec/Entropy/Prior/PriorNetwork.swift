/// The parameters of all channels' networks, or one number of the same kind for each: a gradient.
///
/// The arrays have CompressAI's names and layouts: `matrixₖ` is `[C, widthₖ₊₁, widthₖ]`, `biasₖ` and
/// `factorₖ` are `[C, widthₖ₊₁, 1]`.
public struct PriorNetwork<Scalar: BinaryFloatingPoint & Sendable>: Equatable, Sendable {
    /// Five arrays; softplus makes them positive, which makes the network monotone.
    public var matrices: [[Scalar]]
    /// Five arrays.
    public var biases: [[Scalar]]
    /// Four arrays; tanh keeps them above -1, which keeps the network monotone.
    public var factors: [[Scalar]]

    /// Collects the arrays; ``FactorizedPrior/init(network:quantiles:)`` checks them.
    public init(matrices: [[Scalar]], biases: [[Scalar]], factors: [[Scalar]]) {
        self.matrices = matrices
        self.biases = biases
        self.factors = factors
    }

    /// All zeros.
    public init(channelCount: Int) {
        let widths = FactorizedPrior.widths
        let layers = 0..<widths.count - 1
        matrices = layers.map {
            [Scalar](repeating: 0, count: channelCount * widths[$0] * widths[$0 + 1])
        }
        biases = layers.map { [Scalar](repeating: 0, count: channelCount * widths[$0 + 1]) }
        factors = layers.dropLast().map {
            [Scalar](repeating: 0, count: channelCount * widths[$0 + 1])
        }
    }

    /// The names of ``arrays`` in checkpoints.
    public static var names: [String] {
        (0..<5).map { "_matrix\($0)" } + (0..<5).map { "_bias\($0)" }
            + (0..<4).map { "_factor\($0)" }
    }

    /// All arrays: matrices, then biases, then factors.
    public var arrays: [[Scalar]] { matrices + biases + factors }
}
