public import FrankenBlueprint
internal import FrankenGraph
internal import FrankenTaxonomy

/// The suite that a plugin passes: families, relatives and decoders, ours and a stranger's.
///
/// It needs no weights, no network and no test library: weights are random, and what is broken
/// comes back as values. In a test of a package that adds a family:
/// ```swift
/// @Test("The family keeps its promises", arguments: ["regnet_y_tiny"])
/// func conformance(relative: String) throws {
///     let report = try Conformance(registry).check(backbone: relative)
///     #expect(report.findings.isEmpty, "\(report)")
/// }
/// ```
/// Each promise is a ``ConformanceProperty``. A relative of 224 x 224 takes seconds, a small one less
/// than a second; list small relatives in tests and all of them before a release.
public struct Conformance: Sendable {
    /// What is looked at, and the backbones that decoders are for.
    public let registry: BlueprintRegistry
    /// How.
    public var options: ConformanceOptions

    /// The suite for everything in a registry.
    public init(_ registry: BlueprintRegistry, options: ConformanceOptions = .init()) {
        self.registry = registry
        self.options = options
    }

    /// Checks all relatives of a family and all of their decoders.
    ///
    /// - Parameter family: What blueprint files call the family's code, for example `resnet`.
    /// - Returns: What was found and measured.
    /// - Throws: `BlueprintError` with code `.unknownFamily` when no relative is of the family.
    public func check(family: String) throws -> ConformanceReport {
        let backbones = registry.blueprints.flatMap(\.backbones).filter {
            $0.familyIdentity.hasPrefix("\(family)@")
        }
        guard !backbones.isEmpty else {
            let known = registry.families.map(\.name).joined(separator: ", ")
            throw BlueprintError(
                .unknownFamily,
                "Expected a family with relatives, found none of '\(family)'; there are \(known)."
            )
        }
        var report = ConformanceReport()
        for backbone in backbones { report.add(try check(backbone: backbone.name)) }
        return report
    }

    /// Checks a relative and its decoders.
    ///
    /// - Parameter name: The relative's name or alias.
    /// - Returns: What was found and measured.
    /// - Throws: `TaxonomyError` for an unknown name.
    public func check(backbone name: String) throws -> ConformanceReport {
        let backbone = try registry.backbone(named: name)
        var report = ConformanceReport()
        let checks:
            [(ConformanceProperty, (BackboneBlueprint, inout ConformanceReport) throws -> Void)]
        checks = [
            (.parameters, parameters), (.keyLayouts, keyLayouts), (.cost, cost),
            (.composition, composition), (.saveAndLoad, saveAndLoad), (.executors, executors),
        ]
        for (property, check) in checks {
            look(property, backbone.name, &report) { try check(backbone, &$0) }
        }
        for decoder in try registry.decoders(for: name) {
            report.add(check(decoder, of: backbone))
        }
        return report
    }

    /// Checks one decoder of a relative.
    ///
    /// - Parameters:
    ///   - name: The decoder.
    ///   - backbone: The relative's name or alias.
    /// - Returns: What was found and measured.
    /// - Throws: `TaxonomyError` for an unknown name.
    public func check(
        decoder name: String,
        of backbone: String
    ) throws -> ConformanceReport {
        check(
            try registry.decoder(for: backbone, named: name),
            of: try registry.backbone(named: backbone)
        )
    }

    private func check(
        _ decoder: DecoderBlueprint,
        of backbone: BackboneBlueprint
    ) -> ConformanceReport {
        var report = ConformanceReport()
        let subject = "\(backbone.name)/\(decoder.name)"
        look(.latents, subject, &report) { try latents(decoder, backbone, &$0) }
        look(.saveAndLoad, subject, &report) {
            try saveAndLoad(subject, Self.graph(decoder), shapes(of: decoder, backbone), &$0)
        }
        look(.executors, subject, &report) {
            try executors(subject, Self.graph(decoder), shapes(of: decoder, backbone), &$0)
        }
        look(.bundle, subject, &report) { try bundle(decoder, backbone, &$0) }
        return report
    }

    /// Looks at one promise; what is thrown on the way breaks it.
    private func look(
        _ property: ConformanceProperty,
        _ subject: String,
        _ report: inout ConformanceReport,
        _ check: (inout ConformanceReport) throws -> Void
    ) {
        guard options.properties.contains(property) else { return }
        do {
            try check(&report)
        } catch let error as Broken {
            report.add(ConformanceFinding(property, subject, error.message))
        } catch {
            report.add(ConformanceFinding(property, subject, "\(error)"))
        }
    }

    /// A promise that is not kept.
    struct Broken: Error {
        let message: String

        init(_ message: String) { self.message = message }
    }
}
