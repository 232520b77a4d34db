public import FrankenBlueprint
internal import FrankenGraph
internal import FrankenTaxonomy
public import FrankenWeights

extension BlueprintRegistry {
    /// A backbone with the weights of a file.
    ///
    /// - Parameters:
    ///   - name: The backbone's name or alias.
    ///   - path: A checkpoint under the names of an upstream project; it may be hostile.
    ///   - labels: What the classes are called; as ``Backbone/init(_:weights:labels:)`` has it.
    /// - Returns: The backbone.
    /// - Throws: `TaxonomyError` for an unknown name, `WeightsError` for a file that is no
    ///   checkpoint, ``InferenceError`` with code `.wrongWeights` and the relative that the weights
    ///   are of, or are nearest to.
    public func backbone(
        named name: String,
        weights path: String,
        labels: ClassLabels? = nil
    ) throws -> Backbone {
        let blueprint = try backbone(named: name)
        let weights = try TensorStore.open(path: path)
        do {
            return try Backbone(blueprint, weights: weights, labels: labels)
        } catch let error as InferenceError where error.code == .wrongWeights {
            throw InferenceError(
                .wrongWeights,
                "\(path): " + message(for: error, weights, blueprint.name),
                cause: error.cause
            )
        }
    }

    private func message(
        for error: InferenceError,
        _ weights: TensorStore,
        _ name: String
    ) -> String {
        let fitting = relatives(fitting: weights)
        if let first = fitting.first {
            return "These are the weights of \(fitting.joined(separator: " or ")), not of \(name). "
                + "Use --backbone \(first)."
        }
        guard let nearest = nearestRelative(to: weights), nearest.name != name else {
            return error.message
        }
        return "These are not the weights of \(name); they look like \(nearest.name), from which "
            + "\(nearest.faultCount) of \(weights.infos.count) tensors differ. \(error.message)"
    }

    /// The relatives that weights fit: what to suggest when they do not fit the one asked for.
    ///
    /// - Parameter weights: The tensors of a checkpoint, under upstream names.
    /// - Returns: Names, in the taxonomy's order.
    public func relatives(fitting weights: TensorStore) -> [String] {
        taxonomy.entries.map(\.relative.name).filter { name in
            guard let blueprint = try? backbone(named: name) else { return false }
            return (try? Backbone(blueprint, weights: weights)) != nil
        }
    }

    /// The relative that weights come nearest to.
    ///
    /// - Parameter weights: The tensors of a checkpoint, under upstream names.
    /// - Returns: The relative with the fewest tensors that are missing, left over or of another
    ///   shape, and their number; `nil` when more than a quarter of the tensors are.
    public func nearestRelative(to weights: TensorStore) -> (name: String, faultCount: Int)? {
        var nearest: (name: String, faultCount: Int)?
        for name in taxonomy.entries.map(\.relative.name) {
            guard let blueprint = try? backbone(named: name) else { continue }
            do {
                _ = try Backbone(blueprint, weights: weights)
                return (name, 0)
            } catch let error as InferenceError {
                let count = (error.cause as? WeightsError)?.faultCount ?? Int.max
                if count < nearest?.faultCount ?? Int.max { nearest = (name, count) }
            } catch {
                continue
            }
        }
        guard let nearest, nearest.faultCount <= weights.infos.count / 4 else { return nil }
        return nearest
    }
}
