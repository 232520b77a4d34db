public import FrankenWeights

/// Parameters to start training from: same seed, same bytes everywhere.
///
/// Chosen by op, as the released decoder and the families' own code have it:
///
/// | op | start |
/// |---|---|
/// | convolution, also transposed | normal, variance 2 / (1.0001 fan-out) (He et al., 2015, arXiv:1502.01852, for leaky units of slope 0.01); zero bias |
/// | linear, attention, position table | normal, deviation 0.02; zero bias |
/// | batch and layer normalization | scale 1, shift 0, mean 0, variance 1 |
/// | `logit_scale` of cosine attention | ln 10 (Liu et al., 2022, arXiv:2111.09883) |
/// | channel scale | 1e-6 (Touvron et al., 2021, arXiv:2103.17239) |
/// | divisive normalization | `beta` 1, `gamma` 0.1 on the diagonal (Ballé et al., 2016, arXiv:1511.06281) |
///
/// Normals are sums of twelve uniforms, so none is beyond six deviations and only exact arithmetic
/// is used; where the original truncates at two deviations, these do not. The encoder starts from
/// PyTorch's defaults instead, which are not here.
public struct InitialParameters: Sendable {
    /// The first value of a channel scale.
    public var channelScale: Float
    private var random: RandomParameters

    /// A generator with a seed.
    ///
    /// - Parameters:
    ///   - seed: Chooses the weights.
    ///   - channelScale: The first value of a channel scale; 1e-6 suits long training, a short one
    ///     wants more.
    public init(seed: UInt64, channelScale: Float = 1e-6) {
        random = RandomParameters(seed: seed)
        self.channelScale = channelScale
    }

    /// Parameters for a graph, in the order of ``ModelGraph/parameters``.
    ///
    /// - Parameter graph: What to make parameters for.
    /// - Returns: One tensor for each; a parameter that nodes share is made once.
    /// - Throws: `WeightsError` when a parameter is too large.
    public mutating func tensors(for graph: ModelGraph) throws -> [MemoryTensor] {
        var made: Set<String> = []
        var tensors: [MemoryTensor] = []
        for node in graph.nodes {
            for (role, shape) in node.op.operation.parameters {
                let name = node.parameterName(role)
                guard made.insert(name).inserted else { continue }
                tensors.append(
                    try MemoryTensor(
                        name: name,
                        shape: shape,
                        floats: values(of: node.op, role: role, shape: shape)
                    )
                )
            }
        }
        return tensors
    }

    private mutating func values(of op: Op, role: String, shape: [Int]) -> [Float] {
        let count = shape.reduce(1, *)
        let isBias = role.hasSuffix("bias")
        switch op {
        case .convolution(let convolution) where !isBias:
            let taps = convolution.kernel.height * convolution.kernel.width
            let fanOut = convolution.outChannels / convolution.groups * taps
            return normals(count: count, deviation: Self.deviation(fanOut: fanOut))
        case .transposedConvolution(let convolution) where !isBias:
            let taps = convolution.kernel.height * convolution.kernel.width
            // PyTorch reads the fan off the stored shape, [in, out, kH, kW].
            let fanOut = convolution.inChannels / convolution.groups * taps
            return normals(count: count, deviation: Self.deviation(fanOut: fanOut))
        case .linear where !isBias, .windowAttention where !isBias && role != "logit_scale":
            return normals(count: count, deviation: 0.02)
        case .batchNormalization, .layerNormalization:
            let isOne = role == "weight" || role == "running_var"
            return [Float](repeating: isOne ? 1 : 0, count: count)
        case .windowAttention where role == "logit_scale":
            return [Float](repeating: 2.302_585, count: count)
        case .channelScale:
            return [Float](repeating: channelScale, count: count)
        case .divisiveNormalization(let norm):
            guard role == "gamma" else { return [Float](repeating: 1, count: count) }
            return (0..<count).map { $0 % (norm.channels + 1) == 0 ? 0.1 : 0 }
        default:
            return [Float](repeating: 0, count: count)
        }
    }

    private static func deviation(fanOut: Int) -> Float {
        (2 / (1.0001 * Float(max(1, fanOut)))).squareRoot()
    }

    /// Numbers of mean 0 whose variance is that of twelve uniforms of width 1, which is 1.
    private mutating func normals(count: Int, deviation: Float) -> [Float] {
        var normals: [Float] = []
        normals.reserveCapacity(count)
        // In portions: twelve numbers of its own for each would be slow, all at once large.
        while normals.count < count {
            let portion = min(count - normals.count, 4_096)
            let uniforms = random.floats(count: 12 * portion, within: 0.5)
            for first in stride(from: 0, to: uniforms.count, by: 12) {
                normals.append(uniforms[first..<first + 12].reduce(0, +) * deviation)
            }
        }
        return normals
    }
}

extension Model {
    /// A model to start training from: see ``InitialParameters``.
    ///
    /// - Parameters:
    ///   - graph: What to make weights for.
    ///   - seed: Chooses the weights.
    /// - Returns: The model.
    /// - Throws: `WeightsError` when a parameter is too large for memory.
    public static func untrained(_ graph: ModelGraph, seed: UInt64) throws -> Model {
        var parameters = InitialParameters(seed: seed)
        return try Model(
            graph: graph,
            weights: TensorStore(inMemory: parameters.tensors(for: graph))
        )
    }
}
