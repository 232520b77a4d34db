import Foundation
import FrankenBlueprint
import FrankenGraph
import FrankenInference
import FrankenPlugins
import FrankenRuntime
import FrankenTesting
import FrankenWeights
import RegNet
import Testing

@Suite("RegNet computes what torchvision computes")
struct RegNetParityTests {
    /// Files of `goldens.py`, each called as a relative; the small one is committed.
    static let goldens = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens")

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: goldens.path)
            .filter { $0.hasSuffix(".safetensors") }.map { String($0.dropLast(12)) }.sorted()
    }

    @Test("Logits agree element by element, within 2e-5 of the largest")
    func logits() throws {
        let registry = try BlueprintShelf(folder: nil).read(RegNetPlugin.base).registry
        let names = try Self.names()
        try #require(names.contains("regnet_y_tiny"))
        for name in names {
            let file = Self.goldens.appending(path: "\(name).safetensors").path
            let golden = try TensorStore.open(path: file)
            let image = try golden.info(named: "golden.image")
            let weights = golden.infos.map(\.name).filter { !$0.hasPrefix("golden.") }
            let backbone = try Backbone(
                registry.backbone(named: name),
                weights: golden.selecting(weights)
            )
            let session = try PlanCompiler(backbone.model)
                .plan(inputs: ["image": Shape(image.shape)]).session()
            let found = try session.run([golden.floats(named: "golden.image")])[0]
            let expected = try golden.floats(named: "golden.logits")
            let difference = Closeness.difference(found, expected)
            #expect(difference < 2e-5, "\(name) is off by \(difference)")
            print("\(name): \(difference)")
        }
    }
}
