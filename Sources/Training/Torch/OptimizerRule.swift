/// How parameters follow their gradients.
package enum OptimizerRule: Sendable, Hashable, Codable {
    /// Adam (Kingma and Ba, 2015, arXiv:1412.6980), as PyTorch computes it.
    case adam(Adam)
    /// Gradient descent with momentum, as PyTorch computes it.
    case descent(Descent)

    /// Adam's numbers.
    package struct Adam: Sendable, Hashable, Codable {
        /// How much of the mean gradient is kept.
        package var firstDecay: Double
        /// How much of the mean square is kept.
        package var secondDecay: Double
        /// Added to the root of the mean square.
        package var epsilon: Double
        /// Added to the gradient, times the parameter.
        package var weightDecay: Double

        /// All numbers; the defaults are PyTorch's.
        package init(
            firstDecay: Double = 0.9,
            secondDecay: Double = 0.999,
            epsilon: Double = 1e-8,
            weightDecay: Double = 0
        ) {
            self.firstDecay = firstDecay
            self.secondDecay = secondDecay
            self.epsilon = epsilon
            self.weightDecay = weightDecay
        }
    }

    /// Descent's numbers.
    package struct Descent: Sendable, Hashable, Codable {
        /// How much of the velocity is kept.
        package var momentum: Double
        /// Added to the gradient, times the parameter.
        package var weightDecay: Double

        /// All numbers.
        package init(momentum: Double = 0.9, weightDecay: Double = 0) {
            self.momentum = momentum
            self.weightDecay = weightDecay
        }
    }

    /// The names of what is kept for each parameter.
    var slots: [String] {
        switch self {
        case .adam: ["first", "second"]
        case .descent: ["velocity"]
        }
    }
}
