import FrankenGraph
import FrankenImage
import FrankenTaxonomy

extension BackboneBlueprint {
    /// Compares everything declared about a relative with the graph it makes.
    ///
    /// - Throws: ``BlueprintProblem`` with the path inside the relative's declaration.
    func checkGraph() throws(BlueprintProblem) {
        let graph: ModelGraph
        let shapes: [String: Shape]
        let cost: Cost
        let image = preprocessing.outputSize
        do throws(GraphError) {
            graph = try build(classCount)
            let input = [BackboneConvention.input: Shape([1, 3, image.height, image.width])]
            shapes = try graph.shapes(inputs: input)
            cost = try graph.cost(inputs: input)
        } catch {
            throw BlueprintProblem(.invalidGraph, at: ["sizes"], "\(error)")
        }
        guard graph.outputs == [BackboneConvention.output],
            shapes[BackboneConvention.output] == Shape([1, classCount])
        else {
            throw BlueprintProblem(
                .invalidGraph,
                at: ["sizes"],
                "the graph must end in '\(BackboneConvention.output)' [1, \(classCount)], found "
                    + graph.outputs.map { "'\($0)' \(shapes[$0] ?? [])" }.joined(separator: ", ")
            )
        }
        try checkCost(cost)
        var reduction = 1
        for (index, point) in splitPoints.enumerated() {
            try check(point, at: index, shapes: shapes)
            guard point.reduction >= reduction else {
                throw BlueprintProblem(
                    .splitPointMismatch,
                    at: ["splitPoints", .index(index), "reduction"],
                    "split points go from shallow to deep, but \(point.reduction) follows "
                        + "\(reduction)."
                )
            }
            reduction = point.reduction
            do throws(GraphError) {
                _ = try graph.cut(at: point.value)
            } catch {
                throw BlueprintProblem(
                    .splitPointMismatch,
                    at: ["splitPoints", .index(index), "value"],
                    "\(error)"
                )
            }
        }
    }

    private func checkCost(_ cost: Cost) throws(BlueprintProblem) {
        let declared = [
            ("parameterCount", relative.parameterCount, cost.parameterCount),
            (
                "multiplyAccumulateCount", relative.multiplyAccumulateCount,
                cost.multiplyAccumulates
            ),
        ]
        for (field, said, found) in declared {
            if let said, said != found {
                throw BlueprintProblem(
                    .costMismatch,
                    at: [.field(field)],
                    "the graph has \(found), the file says \(said). Correct the figure or the "
                        + "sizes."
                )
            }
        }
    }

    private func check(
        _ point: SplitPoint,
        at index: Int,
        shapes: [String: Shape]
    ) throws(BlueprintProblem) {
        let path: DeclarationPath = ["splitPoints", .index(index)]
        guard let shape = shapes[point.value] else {
            throw BlueprintProblem(
                .splitPointMismatch,
                at: path + ["value"],
                "the graph has no value '\(point.value.prefix(40))'."
            )
        }
        guard let extents = shape.known, extents.count == 4 else {
            throw BlueprintProblem(
                .splitPointMismatch,
                at: path + ["value"],
                "must be a feature map of four axes, found \(shape)."
            )
        }
        let isFirst = point.layout == .channelsFirst
        let channels = isFirst ? extents[1] : extents[3]
        let rows = isFirst ? extents[2] : extents[1]
        guard channels == point.channels else {
            throw BlueprintProblem(
                .splitPointMismatch,
                at: path + ["channels"],
                "'\(point.value)' has \(channels) channels, the file says \(point.channels)."
            )
        }
        let expected = (preprocessing.outputSize.height + point.reduction - 1) / point.reduction
        guard rows == expected else {
            throw BlueprintProblem(
                .splitPointMismatch,
                at: path + ["reduction"],
                "'\(point.value)' has \(rows) rows for an image of "
                    + "\(preprocessing.outputSize.height), but a "
                    + "reduction of \(point.reduction) gives \(expected)."
            )
        }
    }
}
