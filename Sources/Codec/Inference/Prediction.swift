#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// One class and how sure the classifier is of it.
public struct Prediction: Sendable, Hashable {
    /// The class.
    public let index: Int
    /// What the class is called; its index where no labels are known.
    public let label: ClassLabels.Label
    /// From 0 to 1; all classes sum to 1.
    public let probability: Double

    /// The likeliest classes by the softmax of logits, likeliest first; ties go to the lower index.
    ///
    /// - Parameters:
    ///   - count: How many classes to return.
    ///   - logits: One finite number per class.
    ///   - labels: What the classes are called, where that is known.
    /// - Returns: At most `count` classes.
    public static func top(
        _ count: Int,
        of logits: [Float],
        labels: ClassLabels?
    ) -> [Prediction] {
        let peak = Double(logits.max() ?? 0)
        let weights = logits.map { exp(Double($0) - peak) }
        let total = weights.reduce(0, +)
        let order = logits.indices.sorted { (logits[$0], $1) > (logits[$1], $0) }
        return order.prefix(max(0, count)).map { index in
            Prediction(
                index: index,
                label: labels?.labels[index]
                    ?? ClassLabels.Label(id: String(index), name: "class \(index)"),
                probability: weights[index] / total
            )
        }
    }
}
