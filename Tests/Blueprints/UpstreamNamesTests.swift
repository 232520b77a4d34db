import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenTaxonomy
import FrankenWeights
import Testing

@Suite("Names and shapes of Swin and ConvNeXt checkpoints")
struct UpstreamNamesTests {
    let registry: BlueprintRegistry
    let listing: UpstreamListing

    init() throws {
        registry = try BuiltInBlueprints.registry()
        listing = try UpstreamListing("swin-convnext-names.txt")
    }

    @Test("The listing has every relative with published weights")
    func complete() {
        let listed = Set(listing.models.map { String($0.name.prefix { $0 != "/" }) })
        let published = registry.taxonomy.entries.filter {
            $0.family.id != "resnet" && !$0.branch.id.hasPrefix("small")
        }
        #expect(listed == Set(published.map(\.relative.name)))
    }

    @Test("A layout turns a library's checkpoint into exactly our parameters")
    func layouts() throws {
        for model in listing.models {
            let parts = model.name.split(separator: "/").map(String.init)
            let backbone = try registry.backbone(named: parts[0])
            let graph = try backbone.graph()
            // Where a library keeps biases of queries and values only, keys get as many zeros.
            let zeros = model.tensors.filter { $0.name.hasSuffix(".q_bias") }
                .map { $0.shape.reduce(1, *) }.reduce(0, +)
            #expect(graph.parameterCount == model.parameterCount + zeros, "\(model.name)")
            let map = try backbone.keyLayout(named: parts[1]).map
            // Bytes, whatever the type is: only names and shapes matter.
            let checkpoint = try TensorStore(
                inMemory: model.tensors.map {
                    try MemoryTensor(
                        name: $0.name,
                        scalarType: .uint8,
                        shape: $0.shape,
                        bytes: [UInt8](repeating: 0, count: $0.shape.reduce(1, *))
                    )
                }
            )
            let translated = try checkpoint.renamed(using: map).infos.map {
                UpstreamListing.Tensor(name: $0.name, shape: $0.shape)
            }
            let ours = graph.parameters.map {
                UpstreamListing.Tensor(name: $0.name, shape: $0.shape)
            }
            #expect(translated.count == ours.count, "\(model.name)")
            #expect(Set(translated) == Set(ours), "\(model.name)")
        }
    }

    @Test("The authors' names fit too: merging ends the stage before, blocks are numbered plainly")
    func authors() throws {
        let swin = try registry.backbone(named: "swin-t").keyLayout(named: "microsoft").map
        for (theirs, ours) in [
            ("layers.0.downsample.norm.weight", "layers.1.downsample.norm.weight"),
            ("layers.2.downsample.reduction.weight", "layers.3.downsample.reduction.weight"),
            ("layers.1.blocks.1.mlp.fc1.bias", "layers.1.blocks.1.mlp.fc1.bias"),
            ("head.weight", "head.fc.weight"), ("norm.bias", "norm.bias"),
        ] {
            #expect(swin.applied(to: theirs) == ours)
        }
        #expect(swin.applied(to: "layers.1.blocks.1.attn_mask") == nil)
        let convnext = try registry.backbone(named: "convnext-t").keyLayout(named: "facebook").map
        for (theirs, ours) in [
            ("downsample_layers.0.1.bias", "stem.1.bias"),
            ("downsample_layers.3.0.weight", "stages.3.downsample.0.weight"),
            ("stages.2.8.dwconv.weight", "stages.2.blocks.8.conv_dw.weight"),
            ("stages.2.8.norm.weight", "stages.2.blocks.8.norm.weight"),
            ("stages.0.1.pwconv2.bias", "stages.0.blocks.1.mlp.fc2.bias"),
            ("stages.0.1.gamma", "stages.0.blocks.1.gamma.weight"),
            ("norm.weight", "head.norm.weight"), ("head.bias", "head.fc.bias"),
        ] {
            #expect(convnext.applied(to: theirs) == ours)
        }
    }
}
