internal import FrankenBlueprint
internal import FrankenGraph
internal import FrankenWeights

extension Conformance {
    func composition(
        _ backbone: BackboneBlueprint,
        _ report: inout ConformanceReport
    ) throws {
        let model = try Model.random(backbone.graph(), seed: options.seed)
        let shapes = shapes(of: backbone)
        let inputs = inputs(model.graph, shapes)
        let whole = try Self.run(model, shapes, inputs)
        let known = try model.graph.shapes(inputs: shapes)
        var worst = 0.0
        for point in backbone.splitPoints {
            let (head, tail) = try model.cut(at: [point.value])
            let features = try Self.run(head, shapes, inputs)
            let logits = try Self.run(
                tail,
                [point.value: known[point.value] ?? []],
                features
            )
            let difference = Closeness.difference(logits, whole)
            worst = max(worst, difference)
            guard difference <= options.cutTolerance else {
                throw Broken(
                    "cut at '\(point.name)', head and tail are \(Self.text(difference)) from the "
                        + "whole; expected at most \(options.cutTolerance) of the largest value."
                )
            }
        }
        report.note(
            "\(backbone.name): cut at \(backbone.splitPoints.count) points, at most "
                + "\(Self.text(worst)) from the whole"
        )
    }

    func saveAndLoad(
        _ backbone: BackboneBlueprint,
        _ report: inout ConformanceReport
    ) throws {
        try saveAndLoad(backbone.name, backbone.graph(), shapes(of: backbone), &report)
    }

    func saveAndLoad(
        _ subject: String,
        _ graph: ModelGraph,
        _ shapes: [String: Shape],
        _ report: inout ConformanceReport
    ) throws {
        let model = try Model.random(graph, seed: options.seed)
        let files = try GraphFiles(model)
        let loaded = try files.model()
        guard loaded.graph == graph else {
            throw Broken("the graph is another one after it was written as JSON and read again.")
        }
        let inputs = inputs(graph, shapes)
        guard try Self.run(loaded, shapes, inputs) == Self.run(model, shapes, inputs) else {
            throw Broken(
                "the model computes other values after it was written as safetensors and read again."
            )
        }
        report.note("\(subject): \(files.weights.count) bytes of safetensors compute the same bits")
    }

    func executors(
        _ backbone: BackboneBlueprint,
        _ report: inout ConformanceReport
    ) throws {
        try executors(backbone.name, backbone.graph(), shapes(of: backbone), &report)
    }

    func executors(
        _ subject: String,
        _ graph: ModelGraph,
        _ shapes: [String: Shape],
        _ report: inout ConformanceReport
    ) throws {
        let executor = options.executor
        guard let shapes = try smallEnough(graph, shapes, executor.multiplyAccumulateLimit) else {
            report.note("\(subject): too large for \(executor.name): not compared")
            return
        }
        let model = try Model.random(graph, seed: options.seed)
        let inputs = inputs(graph, shapes)
        let expected = try executor.run(model, shapes, inputs)
        let difference = Closeness.difference(try Self.run(model, shapes, inputs), expected)
        guard difference <= options.executorTolerance else {
            throw Broken(
                "the plan is \(Self.text(difference)) from \(executor.name) for "
                    + "\(shapes.values.map { "\($0)" }.joined()); expected at most "
                    + "\(options.executorTolerance) of the largest value."
            )
        }
        report.note(
            "\(subject): the plan is \(Self.text(difference)) from \(executor.name) for "
                + shapes.values.map { "\($0)" }.joined()
        )
    }

    /// The shapes, with rows and columns halved while that makes a valid graph that costs too much.
    ///
    /// Some graphs are for few sizes: then the smallest may cost several times the limit.
    private func smallEnough(
        _ graph: ModelGraph,
        _ shapes: [String: Shape],
        _ limit: Int
    ) throws -> [String: Shape]? {
        var shapes = shapes
        var cost = try graph.cost(inputs: shapes).multiplyAccumulates
        while cost > limit {
            let half = shapes.mapValues { shape in
                guard let extents = shape.known, extents.count == 4 else { return shape }
                return Shape([extents[0], extents[1], extents[2] / 2, extents[3] / 2])
            }
            guard let less = try? graph.cost(inputs: half), less.multiplyAccumulates < cost else {
                break
            }
            (shapes, cost) = (half, less.multiplyAccumulates)
        }
        return cost / 8 < limit ? shapes : nil
    }
}
