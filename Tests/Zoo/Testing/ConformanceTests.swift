import FrankenBlueprint
import FrankenFamilies
import FrankenTaxonomy
import FrankenTesting
import Testing

@Suite("Our own families pass the suite that plugins pass")
struct ConformanceTests {
    /// A small relative of each family.
    static let relatives = ["resnet20", "swin-nano", "convnext-atto"]

    @Test("All promises are kept", arguments: relatives)
    func kept(name: String) throws {
        let report = try Conformance(BuiltInBlueprints.registry()).check(backbone: name)
        #expect(report.findings.isEmpty, "\(report)")
        // Each promise was looked at, for the relative and for a decoder.
        #expect(report.measurements.count >= 11, "\(report)")
        #expect(report.measurements.contains { $0.contains("the plan is") }, "\(report)")
        try report.requireClean()
    }

    @Test("Unknown names are errors")
    func unknown() throws {
        let suite = Conformance(try BuiltInBlueprints.registry())
        #expect(throws: TaxonomyError.self) { try suite.check(backbone: "resnet21") }
        #expect(throws: BlueprintError.self) { try suite.check(family: "regnet") }
        #expect(throws: TaxonomyError.self) {
            try suite.check(decoder: "none", of: "resnet20")
        }
    }
}
