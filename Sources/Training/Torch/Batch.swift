/// Images of one step, and what is known about them.
package struct Batch: Sendable {
    /// Normalized images, row-major `[N, C, H, W]`.
    package var images: [Float]
    /// `[N, C, H, W]`.
    package var shape: [Int]
    /// What a classifier looked at, 0 to 1, row-major `[N, h, w]`.
    package var saliency: (values: [Float], height: Int, width: Int)?
    /// The index of each image's class; empty where nothing asks for it.
    package var labels: [Int] = []

    /// A batch.
    ///
    /// - Parameters:
    ///   - images: Normalized images, row-major.
    ///   - shape: `[N, C, H, W]`.
    ///   - saliency: One map per image.
    /// - Throws: ``TorchError`` with code `.wrongShape` when a count does not match.
    package init(
        images: [Float],
        shape: [Int],
        saliency: (values: [Float], height: Int, width: Int)? = nil
    ) throws(TorchError) {
        guard shape.count == 4, shape.allSatisfy({ (1...1 << 16).contains($0) }),
            images.count == shape.reduce(1, *)
        else {
            throw TorchError(
                .wrongShape,
                "\(images.count) floats are not images of the shape \(shape)"
            )
        }
        if let saliency {
            let places = saliency.height.multipliedReportingOverflow(by: saliency.width)
            guard saliency.height > 0, saliency.width > 0, !places.overflow,
                places.partialValue < 1 << 24,
                saliency.values.count == shape[0] * places.partialValue
            else {
                throw TorchError(
                    .wrongShape,
                    "\(saliency.values.count) floats are not \(shape[0]) maps of "
                        + "\(saliency.height)x\(saliency.width)"
                )
            }
        }
        self.images = images
        self.shape = shape
        self.saliency = saliency
    }
}
