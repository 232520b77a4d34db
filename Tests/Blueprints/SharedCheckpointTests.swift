import Foundation
import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenTaxonomy
import FrankenWeights
import Testing

@Suite(
    "Real CIFAR checkpoints",
    .enabled(
        if: SharedWeights.areThere,
        "shared/data/weights is not beside the package; these checkpoints are not ours to ship"
    )
)
struct SharedCheckpointTests {
    private func weights(_ file: String, for backbone: BackboneBlueprint) throws -> TensorStore {
        try TensorStore.open(path: SharedWeights.folder.appending(path: file).path)
            .renamed(using: backbone.keyLayout(named: "akamaster").map)
    }

    @Test(
        "A checkpoint fits its relative exactly",
        arguments: [("resnet20", "resnet20-12fca82f.th"), ("resnet56", "resnet56-4bfd9763.th")]
    )
    func fits(name: String, file: String) throws {
        let backbone = try BuiltInBlueprints.registry().backbone(named: name)
        let model = try Model(graph: backbone.graph(), weights: weights(file, for: backbone))
        #expect(Set(model.weights.infos.map(\.name)) == Set(model.graph.parameters.map(\.name)))
    }

    @Test("The checkpoint of another relative is refused with what differs")
    func wrongRelative() throws {
        let backbone = try BuiltInBlueprints.registry().backbone(named: "resnet20")
        let store = try weights("resnet56-4bfd9763.th", for: backbone)
        let error = try #require(throws: WeightsError.self) {
            try Model(graph: backbone.graph(), weights: store)
        }
        #expect(error.code == .mismatch)
        #expect(error.mismatch?.missing.isEmpty == true)
        // Six more blocks of ten tensors in each of three stages.
        #expect(error.mismatch?.surplus.count == 6 * 10 * 3)
    }
}

/// Where the checkpoints are that only some machines have.
private enum SharedWeights {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/data/weights").standardizedFileURL

    static let areThere = ["resnet20-12fca82f.th", "resnet56-4bfd9763.th"].allSatisfy {
        FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
}
