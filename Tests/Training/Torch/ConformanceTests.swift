import FrankenFamilies
import FrankenGraph
import FrankenTesting
import FrankenTorch
import Testing

/// The suite for plugins with libtorch in the interpreter's place.
@Suite struct ConformanceTests {
    private static let executor = ReferenceExecutor("libtorch") { model, shapes, inputs in
        let executor = try TrainingExecutor(model.graph, options: .init(mode: .evaluation))
        let tensors = try zip(model.graph.inputs, inputs).map { input, values in
            try Tensor.of(values, shape: shapes[input.name]?.known ?? [])
        }
        let parameters = try ParameterSet(of: model, isTrainable: false)
        return try executor.run(tensors, parameters: parameters).outputs.map { try $0.floats() }
    }

    @Test(
        "both executors agree on a whole relative of each family, and on its decoders",
        arguments: ["resnet20", "swin-nano", "convnext-atto"]
    )
    func agreement(name: String) throws {
        var suite = Conformance(try BuiltInBlueprints.registry())
        suite.options.properties = [.executors]
        suite.options.executor = Self.executor
        suite.options.executorTolerance = 2e-5
        let report = try suite.check(backbone: name)
        #expect(report.findings.isEmpty, "\(report)")
        #expect(report.measurements.count >= 2, "\(report)")
        #expect(!report.measurements.contains { $0.contains("not compared") }, "\(report)")
    }
}
