import FrankenGraph
import FrankenTesting
import Testing

@Suite("The suite finds what is broken")
struct BrokenPromiseTests {
    @Test(
        "Each fault is found as what it is",
        arguments: [
            (FaultyFamily.Fault.cyclic, ConformanceProperty.parameters, "act"),
            (.misshapen, .parameters, "channels"),
            (.stateful, .parameters, "same graph"),
            (.spreadingClasses, .parameters, "last layer"),
            (.lossyLayout, .keyLayouts, "conv.bias"),
            (.noLayout, .keyLayouts, "found none"),
            (.missingLayout, .keyLayouts, "found []"),
        ]
    )
    func faults(
        fault: FaultyFamily.Fault,
        property: ConformanceProperty,
        words: String
    ) throws {
        let suite = Conformance(try FaultyFamily(fault: fault).registry())
        let report = try suite.check(backbone: "faulty1")
        let finding = try #require(report.findings.first { $0.property == property }, "\(report)")
        #expect(finding.message.contains(words), "\(finding)")
        #expect(throws: ConformanceError.self) { try report.requireClean() }
    }

    @Test("A family without a fault is clean, with or without a decoder")
    func nothing() throws {
        let suite = Conformance(try FaultyFamily(fault: .nothing).registry())
        let report = try suite.check(family: "faulty")
        #expect(report.isClean, "\(report)")
    }

    @Test("An executor that computes something else is found, and one that fails")
    func executors() throws {
        struct Failure: Error {}
        var suite = Conformance(try FaultyFamily(fault: .nothing).registry())
        suite.options.properties = [.executors]
        suite.options.executor = ReferenceExecutor("zeros") { model, _, _ in
            model.graph.outputs.map { _ in [Float](repeating: 0, count: 5) }
        }
        #expect(try suite.check(backbone: "faulty1").findings.map(\.property) == [.executors])
        suite.options.executor = ReferenceExecutor("nobody") { _, _, _ in throw Failure() }
        #expect(try suite.check(backbone: "faulty1").findings.map(\.property) == [.executors])
        suite.options.executor = ReferenceExecutor("slow", multiplyAccumulateLimit: 1) { _, _, _ in
            throw Failure()
        }
        let report = try suite.check(backbone: "faulty1")
        #expect(report.isClean && report.measurements[0].contains("not compared"))
    }

    @Test("Differences count as a share of the largest value; no number is never close")
    func closeness() {
        #expect(Closeness.difference([1, 2, 4], [1, 2, 4]) == 0)
        #expect(Closeness.difference([1, 2, 5], [1, 2, 4]) == 0.25)
        #expect(Closeness.difference([1, .nan], [1, 1]) == .infinity)
        #expect(Closeness.difference([1], [1, 1]) == .infinity)
        #expect(Closeness.difference([[1]], [[1], [1]]) == .infinity)
    }
}
