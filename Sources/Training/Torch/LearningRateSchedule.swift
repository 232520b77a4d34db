#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How the learning rate changes with the steps.
package struct LearningRateSchedule: Sendable, Hashable, Codable {
    /// The shape of the curve.
    package enum Shape: Sendable, Hashable, Codable {
        /// The initial rate throughout.
        case constant
        /// Multiplied by `factor` after every `steps` steps, in stairs as per epoch.
        case exponential(factor: Double, steps: Int)
        /// Half a cosine from the initial rate to `final` at step `steps`, and `final` from there
        /// (Loshchilov and Hutter, 2017, arXiv:1608.03983).
        case cosine(steps: Int, final: Double)
    }

    /// The rate to begin with.
    package var initial: Double
    /// The shape of the curve.
    package var shape: Shape
    /// Steps at the beginning that grow linearly to the curve.
    package var warmupSteps: Int

    /// All options.
    package init(initial: Double, shape: Shape = .constant, warmupSteps: Int = 0) {
        self.initial = initial
        self.shape = shape
        self.warmupSteps = warmupSteps
    }

    /// The rate of a step.
    ///
    /// - Parameter step: Steps done before; 0 for the first.
    /// - Returns: The rate.
    package func rate(at step: Int) -> Double {
        let growth =
            step < warmupSteps ? (Double(max(step, 0)) + 1) / Double(warmupSteps) : 1
        switch shape {
        case .constant:
            return initial * growth
        case .exponential(let factor, let steps):
            return initial * growth * pow(factor, Double(max(step, 0) / max(steps, 1)))
        case .cosine(let steps, let final):
            let share = min(1, Double(max(step, 0)) / Double(max(steps, 1)))
            return growth * (final + (initial - final) * (1 + cos(share * .pi)) / 2)
        }
    }
}
