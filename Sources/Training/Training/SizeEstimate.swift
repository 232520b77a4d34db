internal import FrankenCodec
internal import FrankenEntropy

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What latents cost by the distribution that was learned, if a coder lost nothing.
///
/// The prior's own likelihoods of the rounded values where there is a prior: what training
/// minimizes, at whole steps. Only its integer tables are left of one that was trained elsewhere;
/// those cost the same but for their 16 bits.
struct SizeEstimate {
    private static let window = -128...127

    private let codec: LatentCodec
    private let prior: FactorizedPrior?
    /// Bits of the steps in the window, by channel; not a number until they are asked for.
    private var known: [[Double]]

    init(_ codec: LatentCodec, prior: FactorizedPrior?) {
        self.codec = codec
        self.prior = prior
        let row = [Double](repeating: .nan, count: Self.window.count)
        known = prior == nil ? [] : [[Double]](repeating: row, count: codec.channelCount)
    }

    /// The bits of each channel of one image's symbols.
    ///
    /// - Parameters:
    ///   - symbols: Whole steps from the medians, channel by channel.
    ///   - shape: The latent's.
    /// - Returns: Bits.
    /// - Throws: `BitstreamError` when the shape is not that of the codec.
    mutating func bitsPerChannel(of symbols: [Int32], shape: LatentShape) throws -> [Double] {
        guard let prior else {
            let span = symbols.span
            return try codec.bitsPerChannel(of: span, shape: shape)
        }
        var bits = [Double](repeating: 0, count: codec.channelCount)
        for (index, symbol) in symbols.enumerated() {
            let channel = index / shape.planeCount
            guard Self.window ~= Int(symbol) else {
                bits[channel] += cost(prior, symbol, channel)
                continue
            }
            let place = Int(symbol) - Self.window.lowerBound
            if known[channel][place].isNaN { known[channel][place] = cost(prior, symbol, channel) }
            bits[channel] += known[channel][place]
        }
        return bits
    }

    private func cost(_ prior: FactorizedPrior, _ symbol: Int32, _ channel: Int) -> Double {
        let value = Double(symbol) + Double(codec.levels[0].tables.channels[channel].median)
        return -log2(prior.likelihood(of: value, channel: channel))
    }
}
