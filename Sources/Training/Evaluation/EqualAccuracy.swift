#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The bytes that an image codec needs for the accuracy that a learned codec reaches.
///
/// Between two settings accuracy is taken to be linear in the logarithm of the bytes.
package struct EqualAccuracy: Sendable, Hashable {
    /// Whether and how the accuracy is reached.
    package enum Outcome: Sendable, Hashable {
        /// With so many bytes, between two settings or at one.
        case bytes(Double)
        /// The smallest setting that was measured, of so many bytes, is better already.
        case atMost(Double)
        /// By none of the settings that were measured.
        case notReached
    }

    /// The point of the learned codec.
    package let point: RatePoint
    /// The image codec it is compared with: `jpeg`, `webp` or `png`.
    package let baseline: String
    /// What the image codec needs.
    package let outcome: Outcome

    /// The bytes that the image codec needs, or at most needs; nil when it does not get there.
    package var bytes: Double? {
        switch outcome {
        case .bytes(let bytes), .atMost(let bytes): bytes
        case .notReached: nil
        }
    }

    /// Looks a point's accuracy up on a curve.
    ///
    /// - Parameters:
    ///   - point: The point of the learned codec.
    ///   - baseline: The image codec it is compared with.
    ///   - curve: The points of the image codec, for the same backbone and photos.
    package init(_ point: RatePoint, against baseline: String, _ curve: [RatePoint]) {
        self.point = point
        self.baseline = baseline
        outcome = Self.outcome(
            reaching: point.top1,
            on: curve.sorted { ($0.bytes, $0.top1) < ($1.bytes, $1.top1) }
        )
    }

    private static func outcome(reaching top1: Double, on curve: [RatePoint]) -> Outcome {
        guard let first = curve.first else { return .notReached }
        if first.top1 >= top1 {
            // A codec of one setting has no smaller one that could do.
            return curve.count == 1 || first.top1 == top1
                ? .bytes(first.bytes) : .atMost(first.bytes)
        }
        for (low, high) in zip(curve, curve.dropFirst()) where high.top1 >= top1 {
            if high.top1 == top1 { return .bytes(high.bytes) }
            let share = (top1 - low.top1) / (high.top1 - low.top1)
            return .bytes(exp(log(low.bytes) + share * (log(high.bytes) - log(low.bytes))))
        }
        return .notReached
    }
}
