import Foundation
import FrankenGraph
import FrankenInference
import FrankenRuntime
import FrankenWeights
import Testing

@Suite(
    "Logits of the published CIFAR checkpoints",
    .enabled(
        if: CIFARGolden.areCheckpointsThere,
        "shared/data/weights is not beside the package; these checkpoints are not ours to ship"
    )
)
struct CIFARCheckpointTests {
    /// The checkpoints nest their tensors under `state_dict`, with the prefix `module.`.
    @Test(
        "They equal PyTorch's within 1e-4 of the largest",
        arguments: [("resnet20", "resnet20-12fca82f.th"), ("resnet56", "resnet56-4bfd9763.th")],
        [1, 2]
    )
    func logits(checkpoint: (name: String, file: String), threads: Int) throws {
        let golden = try CIFARGolden.read()
        let expected = try #require(golden.logits[checkpoint.name]).flatMap(\.self)
        let backbone = try Backbone(
            SmallBackbone.blueprint(checkpoint.name),
            weights: .open(path: CIFARGolden.checkpoints.appending(path: checkpoint.file).path)
        )
        #expect(backbone.keyLayout == "akamaster")
        let plan = try PlanCompiler(backbone.model).plan(
            inputs: [backbone.model.graph.inputs[0].name: Shape([golden.batch, 3, 32, 32])],
            options: PlanOptions(threads: threads)
        )
        let found = try plan.session().run([CIFARGolden.input(batch: golden.batch)])[0]
        try #require(found.count == expected.count)
        let largest = expected.map(abs).max() ?? 0
        for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-4 * largest) }
    }
}

/// What `Tools/goldens/cifar_logits.py` wrote with PyTorch.
private struct CIFARGolden: Decodable {
    let batch: Int
    let logits: [String: [[Float]]]

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    static let checkpoints = tests.appending(path: "../../../../shared/data/weights")
        .standardizedFileURL
    static let areCheckpointsThere = ["resnet20-12fca82f.th", "resnet56-4bfd9763.th"].allSatisfy {
        FileManager.default.fileExists(atPath: checkpoints.appending(path: $0).path)
    }

    static func read() throws -> CIFARGolden {
        let file = tests.appending(path: "Goldens/cifar_logits.json")
        return try JSONDecoder().decode(CIFARGolden.self, from: Data(contentsOf: file))
    }

    /// The formula of the script; every value is exact.
    static func input(batch: Int) -> [Float] {
        (0..<batch * 3 * 32 * 32).map { (index: Int) -> Float in
            let residue = (index * 7919 + index / 1024 * 311) % 1021
            return Float(residue) / 256 - 2
        }
    }
}
