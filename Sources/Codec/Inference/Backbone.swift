public import FrankenBlueprint
public import FrankenGraph
public import FrankenImage
public import FrankenWeights

/// A backbone with real weights, ready to be compiled.
public struct Backbone: Sendable {
    /// The relative and its declarations.
    public let blueprint: BackboneBlueprint
    /// Graph and weights.
    public let model: Model
    /// The upstream naming that the weights came in.
    public let keyLayout: String
    /// What the classes are called, where that is known.
    public let labels: ClassLabels?

    /// The number of classes.
    public let classCount: Int

    /// How photos are prepared; the blueprint's own unless it is changed.
    public var preprocessing: Preprocessing

    /// Binds weights to a blueprint.
    ///
    /// The upstream naming is found by trying those the blueprint knows, and the number of classes
    /// is read off the last layer, so that a fine-tuned checkpoint loads as it is.
    ///
    /// - Parameters:
    ///   - blueprint: Which backbone.
    ///   - weights: The tensors of a checkpoint, under upstream names.
    ///   - labels: What the classes are called; ImageNet's for 1000 classes by default.
    /// - Throws: ``InferenceError`` with `.wrongWeights` that lists every tensor at fault, and
    ///   `.wrongLabels` when there are more or fewer labels than classes.
    public init(
        _ blueprint: BackboneBlueprint,
        weights: TensorStore,
        labels: ClassLabels? = nil
    ) throws {
        let (model, keyLayout) = try Self.fit(weights, to: blueprint)
        classCount = model.graph.parameters.last?.shape.first ?? blueprint.classCount
        preprocessing = blueprint.preprocessing
        self.blueprint = blueprint
        self.model = model
        self.keyLayout = keyLayout
        self.labels = try Self.checked(labels, blueprint, classCount)
    }

    /// The model in the first upstream naming that fits.
    private static func fit(
        _ weights: TensorStore,
        to blueprint: BackboneBlueprint
    ) throws -> (model: Model, keyLayout: String) {
        var nearest: WeightsError?
        for layout in blueprint.keyLayouts {
            do {
                let renamed = try weights.renamed(using: layout.map)
                let count = try Self.classCount(of: renamed, blueprint)
                let graph = try blueprint.graph(classCount: count, of: layout)
                return (try Model(graph: graph, weights: renamed), layout.name)
            } catch let error as WeightsError {
                if error.faultCount < nearest?.faultCount ?? Int.max { nearest = error }
            }
        }
        throw InferenceError(
            .wrongWeights,
            "These are not the weights of \(blueprint.name). "
                + (nearest?.message ?? "It declares no key layout."),
            cause: nearest
        )
    }

    /// The rows of the last layer, when the checkpoint has it.
    private static func classCount(
        of weights: TensorStore,
        _ blueprint: BackboneBlueprint
    ) throws -> Int {
        let graph = try blueprint.graph()
        guard let output = graph.outputs.first, let node = graph.node(named: output),
            case .linear(let layer) = node.op, let info = weights["\(node.prefix).weight"],
            info.shape.count == 2, info.shape[1] == layer.inFeatures, info.shape[0] > 0
        else { return blueprint.classCount }
        return info.shape[0]
    }

    private static func checked(
        _ labels: ClassLabels?,
        _ blueprint: BackboneBlueprint,
        _ count: Int
    ) throws -> ClassLabels? {
        guard let labels else {
            if count == 1000 { return .imagenet }
            return count == 10 && blueprint.preprocessing.outputSize.width == 32 ? .cifar10 : nil
        }
        guard labels.labels.count == count else {
            throw InferenceError(
                .wrongLabels,
                "The weights tell \(count) classes apart, the labels name "
                    + "\(labels.labels.count). Use the labels that belong to the weights."
            )
        }
        return labels
    }
}

extension WeightsError {
    /// How many tensors are at fault; many when the error is of another kind.
    var faultCount: Int {
        guard let mismatch else { return Int.max - 1 }
        return mismatch.missing.count + mismatch.surplus.count + mismatch.misshapen.count
    }
}
