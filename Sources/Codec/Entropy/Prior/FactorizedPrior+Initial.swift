#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension FactorizedPrior {
    /// A prior before training: wide distributions about zero, alike but for their biases.
    ///
    /// Matrices are constant, log(expm1(1 / scale^⅕ / width)), so that the whole network begins as a
    /// line of slope 1 / `scale`; biases are uniform in ±½; factors are zero; quantiles ∓`scale`.
    ///
    /// - Parameters:
    ///   - channelCount: 1 to 4096.
    ///   - scale: CompressAI's `init_scale`.
    ///   - generator: Where the biases come from.
    /// - Returns: The prior; its quantiles are ∓`scale` and 0.
    /// - Throws: ``EntropyError`` with code `.invalidPrior` for numbers that make no prior.
    public static func initial(
        channelCount: Int,
        scale: Double = 10,
        using generator: inout some RandomNumberGenerator
    ) throws(EntropyError) -> FactorizedPrior {
        guard (1...EntropyTables.channelLimit).contains(channelCount), scale > 0, scale < 1e6 else {
            throw EntropyError(
                .invalidPrior,
                "\(channelCount) channels at scale \(scale); expected 1 to 4096 and a positive scale"
            )
        }
        var network = PriorNetwork<Float>(channelCount: channelCount)
        let layerScale = pow(scale, 1 / Double(network.matrices.count))
        for layer in network.matrices.indices {
            let value = log(expm1(1 / layerScale / Double(widths[layer + 1])))
            for index in network.matrices[layer].indices {
                network.matrices[layer][index] = Float(value)
            }
            for index in network.biases[layer].indices {
                network.biases[layer][index] = Float.random(in: -0.5...0.5, using: &generator)
            }
        }
        let quantiles = (0..<channelCount).flatMap { _ -> [Float] in
            [Float(-scale), 0, Float(scale)]
        }
        return try FactorizedPrior(network: network, quantiles: quantiles)
    }
}
