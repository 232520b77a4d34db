internal import FrankenCodec
internal import FrankenEntropy

/// Codes latents at the level that a rule gives each.
struct RateControl {
    private let rule: RateRule
    private let qualities: [UInt8]
    private var counter: RateCounter
    private var entropy: LatentEncoder
    /// The stream of the level that is tried next.
    private var trial: [UInt8] = []

    init(_ rule: RateRule, of package: EncoderPackage, coder: CoderID) throws {
        self.rule = rule
        qualities = package.latents.qualities ?? [package.description.qualities.first ?? 0]
        counter = RateCounter(package.latents)
        entropy = try LatentEncoder(
            package.latents,
            encoder: package.description.encoderID,
            coder: coder
        )
    }

    /// Codes one latent.
    ///
    /// - Parameters:
    ///   - latent: `[C, H, W]`, as the network gave it.
    ///   - shape: Its shape.
    ///   - start: When the work on the image began.
    ///   - output: Is replaced by the bitstream; empty after an error.
    /// - Throws: `BitstreamError`; `CodecError` with code `.overBudget` when no level fits.
    mutating func encode(
        _ latent: Span<Float>,
        shape: LatentShape,
        since start: ContinuousClock.Instant,
        into output: inout [UInt8]
    ) throws {
        switch rule {
        case .fixed(let quality):
            try entropy.encode(latent: latent, shape: shape, quality: quality, into: &output)
        case .budget(let most):
            let most = most(start.duration(to: .now))
            var level = try counter.highestLevel(of: latent, shape: shape, within: most) ?? 0
            func code(_ level: Int, _ entropy: inout LatentEncoder, into output: inout [UInt8])
                throws(BitstreamError)
            {
                let quality = qualities[level]
                try entropy.encode(latent: latent, shape: shape, quality: quality, into: &output)
            }
            try code(level, &entropy, into: &output)
            // Counting is of a perfect coder, and dear with escapes: streams have the last word.
            while output.count > most, level > 0 {
                level -= 1
                try code(level, &entropy, into: &output)
            }
            while output.count <= most {
                guard level + 1 < qualities.count else { return }
                level += 1
                do throws(BitstreamError) {
                    try code(level, &entropy, into: &trial)
                } catch {
                    // Finer steps than a stream holds: what fits is at hand already.
                    return
                }
                guard trial.count <= most else { return }
                swap(&trial, &output)
            }
            let least = output.count
            output.removeAll(keepingCapacity: true)
            throw CodecError(
                .overBudget,
                "the image takes \(least) bytes at the least, at the coarsest of "
                    + "\(qualities.count) levels, and \(most) are allowed. Allow more, or send a "
                    + "smaller image."
            )
        }
    }
}
