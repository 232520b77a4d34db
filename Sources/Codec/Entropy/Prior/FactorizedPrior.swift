/// The learned distribution of each latent channel: a monotone scalar network per channel.
///
/// The network maps a value to the logit of its cumulative distribution,
/// `t ← softplus(Mₖ) t + bₖ`, then `t ← t + tanh(fₖ) · tanh(t)` except after the last layer; widths
/// are 1-3-3-3-3-1. It is evaluated in double precision on single-precision parameters. These values
/// are the reference: a trainer may compute them elsewhere, and tables are made from these.
///
/// - SeeAlso: Ballé et al., "Variational image compression with a scale hyperprior", ICLR 2018,
///   appendix 6.1; CompressAI 1.2.2 `EntropyBottleneck`.
public struct FactorizedPrior: Equatable, Sendable {
    /// Width of each layer's input, and at the end of the output.
    public static let widths = [1, 3, 3, 3, 3, 1]
    /// Probability left outside the outer quantiles, both sides together.
    public static let tailMass = 1e-9
    /// No likelihood is taken to be less than this.
    public static let likelihoodBound = 1e-9

    /// The number of latent channels, *C*.
    public let channelCount: Int
    /// The network's parameters.
    public var network: PriorNetwork<Float>
    /// Left tail, median and right tail of each channel; `[C, 3]`, in quantizer steps.
    public var quantiles: [Float]

    /// Checks the sizes and that every parameter is finite.
    ///
    /// - Parameters:
    ///   - network: Parameters in CompressAI's layout.
    ///   - quantiles: `[C, 3]`.
    /// - Throws: ``EntropyError`` with code `.invalidPrior`.
    public init(network: PriorNetwork<Float>, quantiles: [Float]) throws(EntropyError) {
        let count = quantiles.count / 3
        guard count >= 1, count <= EntropyTables.channelLimit, quantiles.count == count * 3 else {
            throw EntropyError(
                .invalidPrior,
                "\(quantiles.count) quantiles; expected three for each of 1 to 4096 channels"
            )
        }
        guard quantiles.allSatisfy(\.isFinite) else {
            throw EntropyError(.invalidPrior, "a quantile is not finite; did the training diverge?")
        }
        let expected = PriorNetwork<Float>(channelCount: count)
        guard network.matrices.count == 5, network.biases.count == 5, network.factors.count == 4
        else {
            throw EntropyError(
                .invalidPrior,
                "\(network.matrices.count) matrices, \(network.biases.count) biases and "
                    + "\(network.factors.count) factors; expected 5, 5 and 4"
            )
        }
        for (index, name) in PriorNetwork<Float>.names.enumerated() {
            let (found, wanted) = (network.arrays[index], expected.arrays[index])
            guard found.count == wanted.count else {
                throw EntropyError(
                    .invalidPrior,
                    "'\(name)' has \(found.count) values, \(count) channels need \(wanted.count)"
                )
            }
            guard found.allSatisfy(\.isFinite) else {
                throw EntropyError(
                    .invalidPrior,
                    "'\(name)' has a value that is not finite; did training diverge?"
                )
            }
        }
        channelCount = count
        self.network = network
        self.quantiles = quantiles
    }
}
