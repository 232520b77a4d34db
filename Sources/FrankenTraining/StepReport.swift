/// What one step saw, before it moved anything; sums over the batch.
public struct StepReport: Sendable, Hashable, Codable {
    /// What was minimized: distortion + lambda × bits + quantile loss.
    public var loss: Double
    /// Squared errors of the restored features, weighted where saliency guides.
    public var distortion: Double
    /// What the latents cost by the prior.
    public var bits: Double
    /// How far the prior's quantiles are off.
    public var quantileLoss: Double

    /// All numbers.
    public init(loss: Double, distortion: Double, bits: Double, quantileLoss: Double) {
        self.loss = loss
        self.distortion = distortion
        self.bits = bits
        self.quantileLoss = quantileLoss
    }
}
