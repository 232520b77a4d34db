import FrankenBlueprint
import FrankenPlugins
import FrankenTesting
import RegNet
import Testing

@Suite("RegNet keeps the promises of the zoo")
struct RegNetConformanceTests {
    private let registry: BlueprintRegistry

    init() throws {
        let plugins = try BlueprintShelf(folder: nil).read(RegNetPlugin.base)
        #expect(plugins.problems.isEmpty)
        registry = plugins.registry
    }

    @Test("The conformance suite finds nothing")
    func suite() throws {
        let report = try Conformance(registry).check(backbone: "regnet_y_tiny")
        #expect(report.findings.isEmpty, "\(report)")
    }

    @Test("The published relatives have the published parameters, and load torchvision's names")
    func published() throws {
        var options = ConformanceOptions()
        options.properties = [.parameters, .keyLayouts, .cost]
        let report = try Conformance(registry, options: options).check(family: "regnet")
        #expect(report.findings.isEmpty, "\(report)")
        let graph = try registry.backbone(named: "RegNetY-400MF").graph()
        #expect(graph.parameterCount == 4_344_144)
    }
}
