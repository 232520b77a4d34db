package import FrankenGraph
internal import FrankenWeights

/// Parameters to begin a training with.
///
/// Kernels of convolutions are normal with the variance 2 / fan-in of He et al. (2015,
/// arXiv:1502.01852), for what follows them rectifies. Matrices of linear layers and attention are
/// normal with the deviation 0.02 of Dosovitskiy et al. (2021, arXiv:2010.11929), position biases
/// too: residual branches begin near zero, and logits near each other. Biases are zero, scales one.
/// The last scale of a residual block begins at one, too: the decoders are shallow. Where a decoder
/// ends in a normalization, its first batch gives that other scales (`startOutput`).
///
/// Only integer arithmetic and exact conversions are used: the same seed gives the same bytes on
/// every machine. Values are sums of twelve uniform ones, which is as good as normal here.
package struct InitialParameters: Sendable {
    private var state: UInt64

    /// A generator with a seed.
    package init(seed: UInt64) {
        state = seed
    }

    /// A graph with initial parameters.
    ///
    /// - Parameter graph: What to make parameters for.
    /// - Returns: The graph and its parameters.
    /// - Throws: `WeightsError` when a parameter is too large.
    package mutating func model(_ graph: ModelGraph) throws -> Model {
        let matrices = Set(graph.nodes.filter(\.op.isMatrix).flatMap(\.parameters).map(\.name))
        let tensors = try graph.parameters.map { parameter in
            try MemoryTensor(
                name: parameter.name,
                shape: parameter.shape,
                floats: values(
                    of: parameter.name,
                    shape: parameter.shape,
                    isMatrix: matrices.contains(parameter.name)
                )
            )
        }
        return try Model(graph: graph, weights: TensorStore(inMemory: tensors))
    }

    private mutating func values(of name: String, shape: [Int], isMatrix: Bool) -> [Float] {
        let count = shape.reduce(1, *)
        guard shape.count > 1 else {
            let isOne = ["weight", "running_var"].contains { name.hasSuffix($0) }
            return [Float](repeating: isOne ? 1 : 0, count: count)
        }
        let fanIn = max(shape.dropFirst().reduce(1, *), 1)
        let deviation = isMatrix ? 0.02 : (2 / Float(fanIn)).squareRoot()
        return (0..<count).map { _ in normal() * deviation }
    }

    /// About normal, of variance 1 (Irwin and Hall's sum).
    private mutating func normal() -> Float {
        var sum: Float = -6
        for _ in 0..<12 { sum += Float(next() >> 40) / 16_777_216 }
        return sum
    }
}

extension Op {
    /// Whether its matrices follow a normalization and feed a residual sum, or are the logits.
    fileprivate var isMatrix: Bool {
        switch self {
        case .linear, .windowAttention: true
        default: false
        }
    }
}

extension InitialParameters: RandomNumberGenerator {
    /// SplitMix64 (Steele et al., 2014, doi:10.1145/2660193.2660195).
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
