/// From the numbers of a run to answers: cut into items, checked, ranked and named.
struct AnswerSheet: Sendable {
    /// Who answers, for messages.
    let name: String
    /// How many classes are told apart.
    let classCount: Int
    /// What the classes are called, where that is known.
    let labels: ClassLabels?

    /// The most items that one run can take.
    static let batchLimit = 4096

    /// Refuses a batch that no run can have.
    static func check(batch: Int) throws(InferenceError) {
        guard (1...batchLimit).contains(batch) else {
            throw InferenceError(
                .invalidRequest,
                "A batch has 1 to \(batchLimit) photos, found \(batch)."
            )
        }
    }

    /// The logits of the first items of a batch.
    ///
    /// - Parameters:
    ///   - values: What a run gave, ``classCount`` numbers for each item.
    ///   - count: How many items were asked for.
    /// - Returns: One row for each.
    /// - Throws: ``InferenceError`` with code `.notFinite`.
    func logits(_ values: [Float], count: Int) throws(InferenceError) -> [[Float]] {
        guard values.prefix(count * classCount).allSatisfy(\.isFinite) else {
            throw InferenceError(
                .notFinite,
                "\(name): the network gave values that are infinite or not numbers. The weights are "
                    + "damaged, or too large for this precision: check the file or run "
                    + "'zoo verify', or use f32."
            )
        }
        return (0..<count).map { Array(values[$0 * classCount..<($0 + 1) * classCount]) }
    }

    /// The likeliest classes, likeliest first.
    func predictions(_ logits: [Float], top: Int) -> [Prediction] {
        Prediction.top(top, of: logits, labels: labels)
    }
}
