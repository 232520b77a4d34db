import Foundation
import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenRuntime
import FrankenWeights
import Testing

@Suite("Logits of a ResNet as Keras has it")
struct KerasLogitsTests {
    /// The built-in file with a relative of two stages in the place of ResNet-50.
    private func blueprint() throws -> BackboneBlueprint {
        let changes = [
            "\"displayName\": \"ResNet-50 (Keras)\"": "\"displayName\": \"Tiny\"",
            "\"depths\": [3, 4, 6, 3]": "\"depths\": [1, 2]",
            "\"classCount\": 1000": "\"classCount\": 10",
        ]
        let file = try #require(BuiltInBlueprints.files.first { $0.name == "resnet.json" })
        let text = String(decoding: file.bytes, as: UTF8.self)
        let start = try #require(text.firstRange(of: "\"name\": \"resnet50-keras\"")).lowerBound
        let end = try #require(text.firstRange(of: "\"name\": \"resnet101-keras\"")).lowerBound
        var own = String(text[start..<end])
        for (old, new) in changes {
            let range = try #require(own.firstRange(of: old))
            own.replaceSubrange(range, with: new)
        }
        own = own.split(separator: "\n").filter { line in
            !["parameterCount", "multiplyAccumulateCount", "stage3", "stage4"].contains {
                line.contains($0)
            }
        }.joined(separator: "\n")
        own.replace("\"reduction\": 8},", with: "\"reduction\": 8}")
        let changed = String(text[..<start]) + own + String(text[end...])
        let source = BlueprintSource(name: file.name, bytes: Array(changed.utf8))
        let others = BuiltInBlueprints.files.filter { $0.name != file.name }
        return try BlueprintRegistry(
            families: BuiltInBlueprints.families,
            decoders: BuiltInBlueprints.decoders,
            files: [source] + others
        ).backbone(named: "resnet50-keras")
    }

    @Test(
        "They equal Keras's within 1e-4 of the largest, however the names are written",
        arguments: [("/", ""), ("/", ":0"), (".", "")]
    )
    func logits(separator: String, end: String) throws {
        let golden = try KerasGolden.read()
        let expected = golden.logits.flatMap(\.self)
        let weights = try TensorStore(inMemory: golden.weights(separator, end))
        let backbone = try Backbone(blueprint(), weights: weights)
        #expect(backbone.keyLayout == "keras")
        // Keras counts moving statistics as parameters; graphs count what is learned.
        #expect(weights.infos.map(\.elementCount).reduce(0, +) == golden.parameterCount)
        let plan = try PlanCompiler(backbone.model).plan(
            inputs: [backbone.model.graph.inputs[0].name: Shape(golden.image)]
        )
        let found = try plan.session().run([golden.input])[0]
        try #require(found.count == expected.count)
        let largest = expected.map(abs).max() ?? 0
        for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-4 * largest) }
    }

    @Test("A kernel without its four axes is refused before anything is read")
    func hostile() throws {
        var tensors = try KerasGolden.read().weights("/", "")
        tensors[0] = try MemoryTensor(name: "conv1_conv/kernel", shape: [9_408], floats: zeros)
        let error = try #require(throws: InferenceError.self) {
            try Backbone(blueprint(), weights: TensorStore(inMemory: tensors))
        }
        #expect(error.code == .wrongWeights)
        #expect((error.cause as? WeightsError)?.code == .invalidTensor)
        #expect(error.message.contains("conv1_conv/kernel"))
    }

    private let zeros = [Float](repeating: 0, count: 9_408)
}

/// What `Tools/goldens/keras_logits.py` wrote with Keras.
private struct KerasGolden: Decodable {
    struct Tensor: Decodable {
        let name: String
        let shape: [Int]
        let scale: Float
        let offset: Float
    }

    let parameterCount: Int
    let image: [Int]
    let logits: [[Float]]
    let tensors: [Tensor]

    static func read() throws -> KerasGolden {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/keras_logits.json")
        return try JSONDecoder().decode(KerasGolden.self, from: Data(contentsOf: file))
    }

    func weights(_ separator: String, _ end: String) throws -> [MemoryTensor] {
        try tensors.enumerated().map { index, tensor in
            try MemoryTensor(
                name: tensor.name.replacing("/", with: separator) + end,
                shape: tensor.shape,
                floats: Self.formula(tensor.shape, index + 1, tensor.scale, tensor.offset)
            )
        }
    }

    var input: [Float] { Self.formula(image, 0, 4, 0) }

    /// The formula of the script; every value is exact.
    private static func formula(
        _ shape: [Int],
        _ seed: Int,
        _ scale: Float,
        _ offset: Float
    ) -> [Float] {
        let count = shape.reduce(1, *)
        return [Float](unsafeUninitializedCapacity: count) { values, written in
            for index in 0..<count {
                let residue = (index * 7919 + index / 1024 * 311 + seed * 3571) % 1021
                values[index] = offset + scale * (Float(residue) / 1024 - 0.5)
            }
            written = count
        }
    }
}
