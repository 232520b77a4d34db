/// What one step saw, before it moved anything; sums over the batch.
package struct StepReport: Sendable, Hashable, Codable {
    /// What the images of one level saw.
    package struct Level: Sendable, Hashable, Codable {
        /// How many of the batch's images were of the level.
        package var images: Double
        /// Squared errors of their features.
        package var distortion: Double
        /// What their latents cost by the prior.
        package var bits: Double

        /// All numbers.
        package init(images: Double = 0, distortion: Double = 0, bits: Double = 0) {
            self.images = images
            self.distortion = distortion
            self.bits = bits
        }
    }

    /// What was minimized: distortion + lambda × bits + quantile loss, and factors times the others.
    ///
    /// With levels each image counts as its level says, and answers of the tail count alike.
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
    /// The same by level, coarsest first; empty for a codec of one rate.
    package var levels: [Level]

    /// All numbers.
    package init(
        loss: Double,
        distortion: Double,
        bits: Double,
        quantileLoss: Double,
        crossEntropy: Double = 0,
        divergence: Double = 0,
        levels: [Level] = []
    ) {
        self.loss = loss
        self.distortion = distortion
        self.bits = bits
        self.quantileLoss = quantileLoss
        self.crossEntropy = crossEntropy
        self.divergence = divergence
        self.levels = levels
    }
}
