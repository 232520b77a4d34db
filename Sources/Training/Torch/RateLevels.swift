#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Several rates of one encoder: gains before its quantizer and their inverses behind it.
///
/// ```
/// latent y -> g y -> noise or rounding -> v -> g' v -> decoder
///                                          \-> prior of v / g -> bits
/// ```
/// Each level has a gain and an inverse for each channel, learned separately. The encoder does not
/// know the level, so its outputs have one distribution, and one prior at scaled arguments is exact
/// for all levels and for gains between them. Each image of a batch is of one level; images of level
/// *q* minimize `(D + lambda_q bits) / lambda_q^a`, or the levels of large lambda would dominate the
/// moments of Adam.
///
/// - SeeAlso: Cui et al., "Asymmetric Gained Deep Image Compression with Continuous Rate
///   Adaptation", CVPR 2021.
package struct RateLevels: Sendable {
    /// The logarithms of gains among ``parameters``.
    package static let gainsName = "gains"
    /// The logarithms of inverse gains.
    package static let inversesName = "inverses"

    /// What a bit costs at each level, coarsest first: falling.
    package let lambdas: [Double]
    /// What losses are divided by is this power of lambda.
    package let lossExponent: Double
    /// ``gainsName`` and ``inversesName``, `[levels, channels]`.
    package var parameters: ParameterSet

    /// Levels to begin with: the finest has gains of 1, the others less.
    ///
    /// - Parameters:
    ///   - lambdas: What a bit costs at each level, coarsest first.
    ///   - channels: Latent channels.
    ///   - gainExponent: Gains begin at this power of the finest lambda over the level's.
    ///   - lossExponent: What losses are divided by is this power of lambda.
    ///   - device: Where to.
    /// - Throws: ``TorchError`` with code `.invalidOption` for lambdas that do not fall or are
    ///   not above 0.
    package init(
        lambdas: [Double],
        channels: Int,
        gainExponent: Double,
        lossExponent: Double,
        on device: Device = .cpu
    ) throws(TorchError) {
        let logarithms = lambdas.map { -gainExponent * log($0 / (lambdas.last ?? 1)) }
        let gains = logarithms.flatMap { [Float](repeating: Float($0), count: channels) }
        try self.init(
            lambdas: lambdas,
            logGains: gains,
            logInverses: gains.map { -$0 },
            lossExponent: lossExponent,
            on: device
        )
    }

    /// Levels that were learned.
    ///
    /// - Parameters:
    ///   - lambdas: What a bit costs at each level, coarsest first.
    ///   - logGains: `[levels, channels]`, row by row.
    ///   - logInverses: As many.
    ///   - lossExponent: What losses are divided by is this power of lambda.
    ///   - device: Where to.
    /// - Throws: ``TorchError`` with code `.invalidOption` for lambdas that do not fall or are
    ///   not above 0, `.wrongShape`.
    package init(
        lambdas: [Double],
        logGains: [Float],
        logInverses: [Float],
        lossExponent: Double,
        on device: Device = .cpu
    ) throws(TorchError) {
        guard !lambdas.isEmpty, lambdas.allSatisfy({ $0 > 0 && $0.isFinite }),
            zip(lambdas, lambdas.dropFirst()).allSatisfy({ $0 > $1 }), lossExponent.isFinite
        else {
            throw TorchError(
                .invalidOption,
                "lambdas of levels must fall and be above 0, found \(lambdas)"
            )
        }
        self.lambdas = lambdas
        self.lossExponent = lossExponent
        let shape = [lambdas.count, logGains.count / lambdas.count]
        parameters = ParameterSet()
        for (name, values) in [(Self.gainsName, logGains), (Self.inversesName, logInverses)] {
            parameters[name] = try Tensor.of(values, shape: shape, on: device, isTrainable: true)
        }
    }

    /// The levels of a batch's images: each as often as the others, where they fit in.
    ///
    /// Levels follow each other over the whole batch, from one that the noise chooses: parts of a
    /// batch in several processes get what they would get in the whole.
    ///
    /// - Parameters:
    ///   - count: Images of this part.
    ///   - key: Chooses the first image's.
    ///   - firstImage: The place of this part's first image.
    /// - Returns: Indices of ``lambdas``.
    func draw(_ count: Int, key: UInt64, firstImage: Int) -> [Int] {
        let start = Int(key % UInt64(lambdas.count))
        return (0..<count).map { (start + firstImage + $0) % lambdas.count }
    }

    /// How much the loss of an image counts.
    ///
    /// - Parameters:
    ///   - level: The image's.
    ///   - rateFactor: Multiplies lambda.
    /// - Returns: `lambda^-a`.
    func weight(of level: Int, rateFactor: Double) -> Double {
        let lambda = lambdas[level] * rateFactor
        return lambda > 0 ? pow(lambda, -lossExponent) : 1
    }

    /// Gains, and gains times inverses, of images: `[N, C]` each, with gradients.
    func gains(of levels: [Int], on device: Device) throws(TorchError) -> Scales {
        var chosen = [Float](repeating: 0, count: levels.count * lambdas.count)
        for (image, level) in levels.enumerated() { chosen[image * lambdas.count + level] = 1 }
        let choice = try Tensor.of(chosen, shape: [levels.count, lambdas.count], on: device)
        func rows(_ name: String) throws(TorchError) -> Tensor {
            try choice.linear(
                weight: parameters.tensor(named: name).permuted([1, 0]),
                bias: nil
            )
        }
        return Scales(
            gains: try rows(Self.gainsName).exponential(),
            inverses: try rows(Self.inversesName).exponential()
        )
    }

    /// What latents of a batch are multiplied by, `[N, C]`.
    struct Scales {
        /// Before the quantizer.
        let gains: Tensor
        /// Behind it.
        let inverses: Tensor
    }
}

extension Tensor {
    /// `[N, C, H, W]` times `[N, C]`.
    func scaledChannels(by factors: Tensor) throws(TorchError) -> Tensor {
        try multiplied(by: factors.reshaped(factors.shape + [1, 1]))
    }
}
