/// What was measured, for programs: `figures.json` of a codec or decoder.
struct ResultFigures: Encodable {
    static let fileName = "figures.json"

    let schema = "zoo.codec-figures/1"
    let backbone: String
    let recipe: String
    let recipeDigest: String
    let step: Int
    let dataset: String
    /// Whether the images were kept from the training data rather than brought for evaluation.
    let isHeldOut: Bool
    let n: Int
    let skipped: Int
    let top1, top5: Double
    /// Of the same pixels without the codec.
    let plainTop1, plainTop5: Double?
    /// Bytes of a stream, of its header, and those that the learned distribution promises without
    /// it.
    let meanBytes: Double
    let headerBytes: Int
    let estimatedBytes: Double
    let trainedOn, heldOut: Int
    let storage: WeightStorage
}
