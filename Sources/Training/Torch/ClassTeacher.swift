/// A larger classifier whose opinion of images a smaller one imitates.
///
/// It may know more classes than the images have; it is asked only about theirs.
package struct ClassTeacher: Sendable {
    private let network: FrozenNetwork
    private let classes: [Int]

    /// A teacher.
    ///
    /// - Parameters:
    ///   - network: Images to logits `[N, K]`.
    ///   - classes: Which of the `K` each of the student's classes is, in the student's order.
    /// - Throws: ``TorchError`` with code `.invalidOption`.
    package init(_ network: FrozenNetwork, classes: [Int]) throws(TorchError) {
        guard !classes.isEmpty, classes.allSatisfy({ $0 >= 0 }) else {
            throw TorchError(
                .invalidOption,
                "a teacher needs the index of each class, found \(classes.prefix(8))"
            )
        }
        self.network = network
        self.classes = classes
    }

    /// The teacher's logits of the student's classes.
    ///
    /// - Parameter batch: The images.
    /// - Returns: `N x classes` values.
    /// - Throws: ``TorchError`` with code `.wrongShape` when the network gives no such logits,
    ///   or as it throws.
    package func logits(of batch: Batch) throws -> [Float] {
        let output = try network.run(batch)
        let shape = output.shape
        guard shape.count == 2, let last = classes.max(), last < shape[1] else {
            throw TorchError(
                .wrongShape,
                "expected the teacher's logits for class \(classes.max() ?? 0) and below, found "
                    + "\(shape)"
            )
        }
        let logits = try output.floats()
        return (0..<shape[0]).flatMap { image in
            classes.map { logits[image * shape[1] + $0] }
        }
    }
}
