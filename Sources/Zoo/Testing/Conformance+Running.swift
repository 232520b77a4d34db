internal import FrankenBlueprint
internal import FrankenGraph
internal import FrankenImage
internal import FrankenRuntime

extension Conformance {
    /// The graph of a decoder.
    static func graph(_ decoder: DecoderBlueprint) throws -> ModelGraph { try decoder.graph() }

    /// The shape of the image that a relative is made for.
    func shapes(of backbone: BackboneBlueprint) -> [String: Shape] {
        let size = backbone.preprocessing.outputSize
        return [BackboneConvention.input: [1, 3, size.height, size.width]]
    }

    /// The shape of the latent of that image.
    func shapes(
        of decoder: DecoderBlueprint,
        _ backbone: BackboneBlueprint
    ) -> [String: Shape] {
        let (size, reduction) = (backbone.preprocessing.outputSize, decoder.latent.reduction)
        return [
            DecoderConvention.input: [
                1, decoder.latentChannels, (size.height + reduction - 1) / reduction,
                (size.width + reduction - 1) / reduction,
            ]
        ]
    }

    /// Random inputs of a graph.
    func inputs(_ graph: ModelGraph, _ shapes: [String: Shape]) -> [[Float]] {
        var random = RandomParameters(seed: options.seed &+ 77)
        return graph.inputs.map { input in
            let count = shapes[input.name]?.elementCount ?? 0
            return random.floats(count: count, within: 1)
        }
    }

    /// The outputs of a plan.
    static func run(
        _ model: Model,
        _ shapes: [String: Shape],
        _ inputs: [[Float]]
    ) throws -> [[Float]] {
        let outputs = try PlanCompiler(model).plan(inputs: shapes).session().run(inputs)
        guard outputs.joined().allSatisfy(\.isFinite) else {
            throw Broken(
                "\(model.graph.name): random weights give values that are infinite or no numbers."
            )
        }
        return outputs
    }

    /// A difference as people read it.
    static func text(_ difference: Double) -> String {
        guard difference.isFinite, difference > 0 else { return "\(difference)" }
        var (digits, exponent) = (difference, 0)
        while digits < 1 {
            digits *= 10
            exponent -= 1
        }
        return "\((digits * 10).rounded() / 10)e\(exponent)"
    }
}
