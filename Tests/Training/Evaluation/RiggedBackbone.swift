import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenWeights

/// A ResNet-20 whose logits are the mean red, green and blue of a photo, then seven constants.
///
/// The first convolution copies the channels, all residual branches are zero, and the shortcuts
/// pad 16 channels to 32 and 64, half on each side, so channel c ends up as feature 8 + 16 + c.
enum RiggedBackbone {
    /// Of the classes 3 to 9, which a photo's own color beats or not.
    static let constants: [Float] = [0.4, 0.3, 0.2, 0.1, -1, -2, -3]

    static func make() throws -> Backbone {
        let blueprint = try BuiltInBlueprints.registry().backbone(named: "resnet20")
        let tensors = try blueprint.graph().parameters.map { parameter in
            try MemoryTensor(
                name: parameter.name,
                shape: parameter.shape,
                floats: floats(parameter.name, count: parameter.shape.reduce(1, *))
            )
        }
        return try Backbone(blueprint, weights: TensorStore(inMemory: tensors))
    }

    private static func floats(_ name: String, count: Int) -> [Float] {
        var floats = [Float](repeating: 0, count: count)
        switch name {
        case "conv1.weight":
            // [16, 3, 3, 3]: the middle of the kernel that leads from channel c to channel c.
            for channel in 0..<3 { floats[channel * 27 + channel * 9 + 4] = 1 }
        case "fc.weight":
            for channel in 0..<3 { floats[channel * 64 + 24 + channel] = 1 }
        case "fc.bias":
            for (offset, constant) in constants.enumerated() { floats[3 + offset] = constant }
        case _ where name.hasSuffix("running_var"):
            floats = floats.map { _ in 1 }
        case _ where name.contains("bn") && name.hasSuffix(".weight"):
            floats = floats.map { _ in 1 }
        default: break
        }
        return floats
    }
}
