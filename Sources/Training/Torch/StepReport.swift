/// What one step saw, before it moved anything; sums over the batch.
package struct StepReport: Sendable, Hashable, Codable {
    /// What was minimized: distortion + lambda × bits + quantile loss, and factors times the others.
    package var loss: Double
    /// Squared errors of the restored features, weighted where saliency guides.
    package var distortion: Double
    /// What the latents cost by the prior.
    package var bits: Double
    /// How far the prior's quantiles are off.
    package var quantileLoss: Double
    /// Cross-entropy of the tail's answers with the true classes, in nats.
    package var crossEntropy: Double
    /// Divergence of the tail's answers from the teacher's, in nats, times the squared temperature.
    package var divergence: Double

    /// All numbers.
    package init(
        loss: Double,
        distortion: Double,
        bits: Double,
        quantileLoss: Double,
        crossEntropy: Double = 0,
        divergence: Double = 0
    ) {
        self.loss = loss
        self.distortion = distortion
        self.bits = bits
        self.quantileLoss = quantileLoss
        self.crossEntropy = crossEntropy
        self.divergence = divergence
    }
}
