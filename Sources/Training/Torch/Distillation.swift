/// What a decoder's output costs: head distillation, and what the tail makes of it.
struct Distillation {
    /// All of it, with its factors.
    let loss: Tensor
    /// Squared errors, those of later layers included.
    let distortion: Double
    /// Cross-entropy with the true classes, in nats.
    let crossEntropy: Double
    /// Divergence from the teacher's answers, in nats, times the square of the temperature.
    let divergence: Double
    /// Squared errors of each image's features, without maps and later layers; empty unless images
    /// have weights.
    let imageErrors: [Double]

    /// Asks the teacher only where something is compared with it.
    ///
    /// - Parameters:
    ///   - prediction: What the decoder gave.
    ///   - batch: The images, with labels where the tail needs them.
    ///   - teacher: What the decoder should give.
    ///   - comparesFeatures: Whether it should give that.
    ///   - tail: What else counts.
    ///   - imageWeights: `[N]`: how much each image's gradients count; nil for alike.
    /// - Throws: ``TorchError``, with code `.invalidOption` where nothing counts; `RuntimeError`.
    init(
        _ prediction: Tensor,
        _ batch: Batch,
        teacher: FrozenNetwork,
        comparesFeatures: Bool,
        tail: TailObjectives?,
        imageWeights: Tensor? = nil
    ) throws {
        let device = teacher.device
        let prediction =
            try imageWeights.map { try prediction.weighingGradients(by: $0) } ?? prediction
        let needsTarget = comparesFeatures || tail?.needsTarget == true
        let target = needsTarget ? try teacher.run(batch) : nil
        var errors: Tensor?
        if comparesFeatures, let target {
            errors = try Self.distortion(prediction, target, batch, on: device)
        }
        imageErrors =
            if imageWeights != nil, let target {
                try prediction.imageErrors(to: target).doubles()
            } else { [] }
        let parts = try tail?.parts(of: prediction, target: target, labels: batch.labels)
        if let deeper = parts?.errors { errors = try errors?.adding(deeper) ?? deeper }
        distortion = try errors?.scalar() ?? 0
        crossEntropy = try parts?.crossEntropy?.scalar() ?? 0
        divergence = try parts?.divergence?.scalar() ?? 0
        var loss = errors
        let answers = [
            (parts?.crossEntropy, tail?.crossEntropy ?? 0),
            (parts?.divergence, tail?.divergence?.weight ?? 0),
        ]
        for case (let term?, let factor) in answers {
            loss = try loss?.adding(term, times: factor) ?? term.scaled(by: factor)
        }
        guard let loss else {
            throw TorchError(
                .invalidOption,
                "nothing to learn from: compare features, or give the tail an objective"
            )
        }
        self.loss = loss
    }

    /// The sum of squared errors, halved and doubled again where a map says 1.
    ///
    /// With a map `s`, each square counts `(1 + s) / 2` times; the map is stretched to the target's
    /// extents by taking the nearest sample.
    static func distortion(
        _ prediction: Tensor,
        _ target: Tensor,
        _ batch: Batch,
        on device: Device
    ) throws(TorchError) -> Tensor {
        let shape = target.shape
        let isMap = shape.count == 4
        let axis = isMap ? 1 : shape.count - 1
        guard let saliency = batch.saliency else {
            return try prediction.squaredError(to: target, channelAxis: axis)
        }
        let places = isMap ? (shape[2], shape[3]) : try square(shape)
        let weights = try Tensor.of(
            saliency.values.map { (1 + $0) / 2 },
            shape: [batch.shape[0], 1, saliency.height, saliency.width],
            on: device
        ).resizedToNearest(height: places.0, width: places.1)
        return try prediction.squaredError(to: target, weights: weights, channelAxis: axis)
    }

    /// The extents of a square map of tokens `[N, T, C]`.
    private static func square(_ shape: [Int]) throws(TorchError) -> (Int, Int) {
        let side = shape.count == 3 ? Int(Double(shape[1]).squareRoot().rounded()) : 0
        guard side > 0, side * side == shape[1] else {
            throw TorchError(
                .wrongShape,
                "saliency needs a map or a square of tokens, found \(shape)"
            )
        }
        return (side, side)
    }
}
