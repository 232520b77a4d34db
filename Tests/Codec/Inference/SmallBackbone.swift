import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenImage
import FrankenInference
import FrankenWeights

/// Backbones that are quick to make: ResNet-20 with 270,000 weights and photos of 32 x 32.
enum SmallBackbone {
    /// A relative of those built in.
    static func blueprint(_ name: String = "resnet20") throws -> BackboneBlueprint {
        try BuiltInBlueprints.registry().backbone(named: name)
    }

    /// Seeded weights under our own names, with tensors put in the place of some.
    static func weights(
        _ blueprint: BackboneBlueprint,
        seed: UInt64 = 1,
        replacing changed: [String: [Float]] = [:]
    ) throws -> [MemoryTensor] {
        let store = try Model.random(blueprint.graph(), seed: seed).weights
        return try store.infos.map { info in
            let floats = try changed[info.name] ?? store.floats(named: info.name)
            return try MemoryTensor(name: info.name, shape: info.shape, floats: floats)
        }
    }

    /// A backbone with seeded weights, with tensors put in the place of some.
    static func make(
        replacing changed: [String: [Float]] = [:],
        labels: ClassLabels? = nil
    ) throws -> Backbone {
        let blueprint = try blueprint()
        let tensors = try weights(blueprint, replacing: changed)
        return try Backbone(blueprint, weights: TensorStore(inMemory: tensors), labels: labels)
    }

    /// All zeros, which is quick for large relatives too.
    static func zeros(_ graph: ModelGraph) throws -> TensorStore {
        try TensorStore(
            inMemory: graph.parameters.map { parameter in
                let count = parameter.shape.reduce(1, *)
                return try MemoryTensor(
                    name: parameter.name,
                    shape: parameter.shape,
                    floats: [Float](repeating: 0, count: count)
                )
            }
        )
    }

    /// A picture that differs in every pixel and from every other seed.
    static func photo(_ seed: Int, width: Int = 40, height: Int = 36) throws -> PixelImage {
        let count = width * height * 3
        return try PixelImage(
            width: width,
            height: height,
            rgb: (0..<count).map { UInt8(truncatingIfNeeded: ($0 * (31 + 2 * seed)) >> 2) }
        )
    }
}
