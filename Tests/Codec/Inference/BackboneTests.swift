import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenTaxonomy
import FrankenWeights
import Testing

@Suite("Binding weights to a backbone")
struct BackboneTests {
    private func renamed(
        _ tensors: [MemoryTensor],
        _ name: (String) -> String
    ) throws -> TensorStore {
        let store = try TensorStore(inMemory: tensors)
        return try TensorStore(
            inMemory: store.infos.map {
                try MemoryTensor(
                    name: name($0.name),
                    shape: $0.shape,
                    floats: store.floats(named: $0.name)
                )
            }
        )
    }

    @Test("The published classes come with their names")
    func published() throws {
        let backbone = try SmallBackbone.make()
        #expect(backbone.classCount == 10)
        #expect(backbone.labels == .cifar10)
        let large = try SmallBackbone.blueprint("resnet18")
        let imagenet = try Backbone(large, weights: SmallBackbone.zeros(large.graph()))
        #expect(imagenet.classCount == 1000)
        #expect(imagenet.labels == .imagenet)
        #expect(imagenet.keyLayout == "torchvision")
        #expect(imagenet.preprocessing == large.preprocessing)
    }

    @Test("A fine-tuned checkpoint brings its own number of classes", arguments: [1, 10, 37])
    func fineTuned(classes: Int) throws {
        let blueprint = try SmallBackbone.blueprint("resnet18")
        let weights = try SmallBackbone.zeros(blueprint.graph(classCount: classes))
        let backbone = try Backbone(blueprint, weights: weights)
        #expect(backbone.classCount == classes)
        // Ten classes of photos of 224 x 224 are not CIFAR-10's.
        #expect(backbone.labels == nil)
        #expect(backbone.model.graph.parameters.last?.shape == [classes])
    }

    @Test(
        "Upstream names are told by themselves",
        arguments: ["", "module."],
        ["fc.", "linear."]
    )
    func keyLayouts(prefix: String, classifier: String) throws {
        let blueprint = try SmallBackbone.blueprint()
        let tensors = try SmallBackbone.weights(blueprint)
        let store = try renamed(tensors) { name in
            prefix + (name.hasPrefix("fc.") ? classifier + name.dropFirst(3) : name)
        }
        let backbone = try Backbone(blueprint, weights: store)
        let expected = try TensorStore(inMemory: tensors).floats(named: "fc.weight")
        #expect(try backbone.model.weights.floats(named: "fc.weight") == expected)
    }

    @Test("Weights of another relative are refused with every tensor at fault")
    func wrongWeights() throws {
        let weights = try SmallBackbone.zeros(SmallBackbone.blueprint("resnet32").graph())
        let error = try #require(throws: InferenceError.self) {
            try Backbone(SmallBackbone.blueprint(), weights: weights)
        }
        #expect(error.code == .wrongWeights)
        #expect(error.message.contains("resnet20"))
        let mismatch = try #require((error.cause as? WeightsError)?.mismatch)
        #expect(mismatch.missing.isEmpty)
        // Two more blocks of ten tensors in each of three stages.
        #expect(mismatch.surplus.count == 2 * 10 * 3)
    }

    @Test("The relatives that weights fit are found")
    func fitting() throws {
        let registry = try BuiltInBlueprints.registry()
        for name in ["resnet34", "wide_resnet50_2", "resnext50_32x4d", "resnet44"] {
            let weights = try SmallBackbone.zeros(registry.backbone(named: name).graph())
            #expect(registry.relatives(fitting: weights) == [name])
        }
        let strange = try MemoryTensor(name: "a", shape: [1], floats: [0])
        #expect(registry.relatives(fitting: try TensorStore(inMemory: [strange])).isEmpty)
    }

    @Test("More or fewer labels than classes are refused")
    func labels() throws {
        let three = ClassLabels(["a", "b", "c"].map { .init(id: $0, name: $0) })
        #expect(throws: InferenceError(.wrongLabels, "")) {
            try SmallBackbone.make(labels: three)
        }
        let ten = ClassLabels((0..<10).map { .init(id: "\($0)", name: "class \($0)") })
        #expect(try SmallBackbone.make(labels: ten).labels == ten)
    }

    @Test("The same seed gives the same random weights, another one others")
    func random() throws {
        let graph = try SmallBackbone.blueprint().graph()
        let weights = try [1, 1, 2].map { try Model.random(graph, seed: $0).weights }
        let floats = try weights.map { try $0.floats(named: "layer2.0.conv1.weight") }
        #expect(floats[0] == floats[1])
        #expect(floats[0] != floats[2])
    }
}
