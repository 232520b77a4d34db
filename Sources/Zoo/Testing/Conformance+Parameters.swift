internal import FrankenBlueprint
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenTaxonomy
internal import FrankenWeights

extension Conformance {
    func parameters(
        _ backbone: BackboneBlueprint,
        _ report: inout ConformanceReport
    ) throws {
        let blueprint = registry.blueprints.first { file in
            file.backbones.contains { $0.name == backbone.name }
        }
        try blueprint?.checkGraphs()
        let graph = try backbone.graph()
        guard try backbone.graph() == graph else {
            throw Broken(
                "expected the same graph each time it is built, found two. A family must have no "
                    + "state."
            )
        }
        guard graph.inputs.map(\.name) == [BackboneConvention.input],
            graph.outputs == [BackboneConvention.output]
        else {
            throw Broken(
                "expected a graph from '\(BackboneConvention.input)' to "
                    + "'\(BackboneConvention.output)', found \(graph.inputs.map(\.name)) to "
                    + "\(graph.outputs)."
            )
        }
        for parameter in graph.parameters {
            guard parameter.name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw Broken(
                    "expected parameter names of printable ASCII, found "
                        + "\(parameter.name.debugDescription)."
                )
            }
        }
        let classes = backbone.classCount + 3
        let other = try backbone.graph(classCount: classes)
        let changed = zip(graph.parameters, other.parameters).filter { $0 != $1 }.map(\.0)
        guard graph.parameters.map(\.name) == other.parameters.map(\.name),
            changed.allSatisfy({ $0.shape.first == backbone.classCount })
        else {
            throw Broken(
                "expected \(classes) classes to change the rows of the last layer only, found other "
                    + "parameters: \(changed.prefix(3).map(\.name))."
            )
        }
        report.note("\(backbone.name): \(graph.parameters.count) parameters")
    }

    func keyLayouts(
        _ backbone: BackboneBlueprint,
        _ report: inout ConformanceReport
    ) throws {
        let model = try Model.random(backbone.graph(), seed: options.seed)
        let names = model.graph.parameters.map(\.name)
        let layouts = backbone.keyLayouts
        guard layouts.map(\.name) == backbone.keyLayoutNames else {
            throw Broken(
                "expected the layouts \(backbone.keyLayoutNames), found \(layouts.map(\.name))."
            )
        }
        guard !layouts.isEmpty else {
            throw Broken("expected a key layout, found none: no checkpoint can be loaded.")
        }
        for layout in layouts {
            var upstream: Set<String> = []
            for name in names {
                guard let other = layout.map.upstreamName(of: name) else {
                    throw Broken(
                        "layout '\(layout.name)': no upstream name becomes '\(name)'. Its rules "
                            + "must go one to one."
                    )
                }
                guard upstream.insert(other).inserted else {
                    throw Broken("layout '\(layout.name)': '\(other)' would be two parameters.")
                }
            }
            guard let reversed = layout.map.reversed(for: names) else {
                throw Broken("layout '\(layout.name)': the names cannot be turned back.")
            }
            let checkpoint = try model.weights.renamed(using: reversed)
            let loaded = try Backbone(backbone, weights: checkpoint)
            for name in names {
                guard
                    try loaded.model.weights.floats(named: name)
                        == model.weights.floats(named: name)
                else {
                    throw Broken("layout '\(layout.name)': '\(name)' loads as another tensor.")
                }
            }
        }
        let upstreams = backbone.keyLayoutNames.joined(separator: ", ")
        report.note("\(backbone.name): \(names.count) tensors load from \(upstreams)")
    }

    func cost(
        _ backbone: BackboneBlueprint,
        _ report: inout ConformanceReport
    ) throws {
        let graph = try backbone.graph()
        let size = backbone.preprocessing.outputSize
        let cost = try graph.cost(
            inputs: [BackboneConvention.input: [1, 3, size.height, size.width]]
        )
        let relative = backbone.relative
        for (what, declared, found) in [
            ("parameterCount", relative.parameterCount, cost.parameterCount),
            (
                "multiplyAccumulateCount", relative.multiplyAccumulateCount,
                cost.multiplyAccumulates
            ),
        ] {
            if let declared, declared != found {
                throw Broken("the file says \(what) \(declared), the graph has \(found).")
            }
            let origin = declared == nil ? "not declared" : "as declared"
            report.note("\(backbone.name): \(what) \(found), \(origin)")
        }
    }
}
