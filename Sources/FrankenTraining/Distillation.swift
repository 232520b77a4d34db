/// The distortion that head distillation minimizes.
enum Distillation {
    /// The sum of squared errors, halved and doubled again where a map says 1.
    ///
    /// With a map `s`, each square counts `(1 + s) / 2` times; the map is stretched to the target's
    /// extents by taking the nearest sample.
    static func distortion(
        _ prediction: Tensor,
        _ target: Tensor,
        _ batch: Batch,
        on device: Device
    ) throws(TrainingError) -> Tensor {
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
    private static func square(_ shape: [Int]) throws(TrainingError) -> (Int, Int) {
        let side = shape.count == 3 ? Int(Double(shape[1]).squareRoot().rounded()) : 0
        guard side > 0, side * side == shape[1] else {
            throw TrainingError(
                .wrongShape,
                "saliency needs a map or a square of tokens, found \(shape)"
            )
        }
        return (side, side)
    }
}
