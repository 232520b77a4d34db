internal import CTorch
package import FrankenWeights

/// Moves parameters, and remembers what its rule needs to.
package struct Optimizer: Sendable {
    /// How parameters follow their gradients.
    package let rule: OptimizerRule
    /// Steps done.
    package private(set) var stepCount: Int
    /// `SLOT.NAME` for each parameter that ever had a gradient.
    package private(set) var state: ParameterSet

    /// An optimizer before its first step.
    package init(_ rule: OptimizerRule) {
        self.rule = rule
        stepCount = 0
        state = ParameterSet()
    }

    /// An optimizer that goes on where another stopped.
    ///
    /// - Parameters:
    ///   - rule: The same rule.
    ///   - stepCount: Steps done.
    ///   - store: Where its state is.
    ///   - prefix: What the names of its state begin with in the store.
    ///   - device: Where to.
    /// - Throws: ``TorchError`` with code `.missing` when the state is another rule's.
    package init(
        _ rule: OptimizerRule,
        stepCount: Int,
        from store: TensorStore,
        prefix: String,
        on device: Device = .cpu
    ) throws {
        self.rule = rule
        self.stepCount = stepCount
        state = try ParameterSet(from: store, prefix: prefix, on: device)
        let isOurs = state.names.allSatisfy { name in
            rule.slots.contains { name.hasPrefix("\($0).") }
        }
        guard stepCount >= 0, isOurs, stepCount == 0 || !state.names.isEmpty else {
            throw TorchError(
                .missing,
                "the state under '\(prefix)' after \(stepCount) steps is not of this optimizer; "
                    + "go on with the recipe that the checkpoint was written with"
            )
        }
    }

    /// Moves every parameter that has a gradient.
    ///
    /// - Parameters:
    ///   - parameters: Gets new tensors.
    ///   - gradients: Under the parameters' names.
    ///   - learningRate: How far.
    /// - Throws: ``TorchError``; nothing has moved then.
    package mutating func step(
        _ parameters: inout ParameterSet,
        gradients: [String: Tensor],
        learningRate: Double
    ) throws(TorchError) {
        guard learningRate.isFinite, learningRate >= 0 else {
            throw TorchError(
                .invalidOption,
                "a learning rate must be 0 or more, found \(learningRate)"
            )
        }
        var (moved, kept) = (parameters, state)
        for (name, value) in parameters.entries {
            guard let gradient = gradients[name] else { continue }
            do throws(TorchError) {
                switch rule {
                case .adam(let rule):
                    moved[name] = try adam(
                        rule,
                        name,
                        value,
                        gradient,
                        learningRate,
                        &kept
                    )
                case .descent(let rule):
                    moved[name] = try descend(
                        rule,
                        name,
                        value,
                        gradient,
                        learningRate,
                        &kept
                    )
                }
            } catch {
                throw error.at(name)
            }
        }
        (parameters, state) = (moved, kept)
        stepCount += 1
    }

    private func adam(
        _ rule: OptimizerRule.Adam,
        _ name: String,
        _ value: Tensor,
        _ gradient: Tensor,
        _ learningRate: Double,
        _ kept: inout ParameterSet
    ) throws(TorchError) -> Tensor {
        let first = try Self.slot("first.\(name)", kept, like: value)
        let second = try Self.slot("second.\(name)", kept, like: value)
        var options = ft_adam_options(
            learning_rate: learningRate,
            first_decay: rule.firstDecay,
            second_decay: rule.secondDecay,
            epsilon: rule.epsilon,
            weight_decay: rule.weightDecay,
            step: Int64(stepCount) + 1
        )
        var (moved, newFirst, newSecond): (OpaquePointer?, OpaquePointer?, OpaquePointer?)
        unsafe (moved, newFirst, newSecond) = (nil, nil, nil)
        try TorchCall.check(
            unsafe ft_adam(
                value.handle,
                gradient.handle,
                first.handle,
                second.handle,
                &options,
                &moved,
                &newFirst,
                &newSecond
            )
        )
        kept["first.\(name)"] = try unsafe TorchCall.owned(newFirst)
        kept["second.\(name)"] = try unsafe TorchCall.owned(newSecond)
        return try unsafe TorchCall.owned(moved)
    }

    private func descend(
        _ rule: OptimizerRule.Descent,
        _ name: String,
        _ value: Tensor,
        _ gradient: Tensor,
        _ learningRate: Double,
        _ kept: inout ParameterSet
    ) throws(TorchError) -> Tensor {
        let velocity = try Self.slot("velocity.\(name)", kept, like: value)
        var options = ft_sgd_options(
            learning_rate: learningRate,
            momentum: rule.momentum,
            weight_decay: rule.weightDecay,
            is_first: kept["velocity.\(name)"] == nil
        )
        var (moved, newVelocity): (OpaquePointer?, OpaquePointer?)
        unsafe (moved, newVelocity) = (nil, nil)
        try TorchCall.check(
            unsafe ft_sgd(
                value.handle,
                gradient.handle,
                velocity.handle,
                &options,
                &moved,
                &newVelocity
            )
        )
        kept["velocity.\(name)"] = try unsafe TorchCall.owned(newVelocity)
        return try unsafe TorchCall.owned(moved)
    }

    /// What is kept under a name; zeros before the first step.
    private static func slot(
        _ name: String,
        _ kept: ParameterSet,
        like value: Tensor
    ) throws(TorchError) -> Tensor {
        if let known = kept[name] { return known }
        return try unsafe TorchCall.make { unsafe ft_zeros_like(value.handle, $0) }
    }
}
