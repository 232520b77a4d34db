extension ModelGraph {
    /// The graph as a table a person can read: value, op, shape, parameters, multiply-accumulates.
    ///
    /// - Parameter given: Shapes for graph inputs; without them extents stay open.
    /// - Returns: One line per node, in order, with a total.
    /// - Throws: ``GraphError`` when a shape does not fit.
    public func text(inputs given: [String: Shape] = [:]) throws(GraphError) -> String {
        let shapes = try shapes(inputs: given)
        var rows = [["value", "op", "attributes", "from", "shape", "parameters", "MACs"]]
        for input in inputs {
            rows.append([input.name, "input", "", "", "\(shapes[input.name] ?? [])", "", ""])
        }
        for (index, node) in nodes.enumerated() {
            let previous = index == 0 ? inputs.first?.name : nodes[index - 1].name
            let count = node.parameters.lazy.filter { !$0.isStatistic }
                .map { saturatingProduct($0.shape) }.reduce(0, saturatingSum)
            let macs = multiplyAccumulates(of: node, shapes)
            rows.append([
                node.name, node.op.kind, node.op.operation.summary,
                node.inputs == [previous] ? "" : Self.elided(node.inputs),
                "\(shapes[node.name] ?? [])", count == 0 ? "" : Self.grouped(count),
                macs == 0 ? "" : Self.grouped(macs),
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                return column >= 5 ? blanks + cell : cell + blanks
            }.joined(separator: "  ").trimmingTrailingBlanks
        }
        return (["graph \(name)"] + lines + [try summary(inputs: given)])
            .joined(separator: "\n") + "\n"
    }

    private func summary(inputs given: [String: Shape]) throws(GraphError) -> String {
        var words = ["\(Self.grouped(parameterCount)) parameters"]
        let isKnown = inputs.allSatisfy { (given[$0.name] ?? $0.shape).known != nil }
        if isKnown {
            let cost = try cost(inputs: given)
            words.append("\(Self.grouped(cost.multiplyAccumulates)) MACs")
        }
        return words.joined(separator: ", ") + ", outputs \(outputs.joined(separator: ", "))"
    }

    /// The first sources, and how many more: a column is as wide as its widest cell, so one node
    /// with 64 long names would widen every line.
    private static func elided(_ sources: [String]) -> String {
        let shown = sources.prefix(4).joined(separator: ", ")
        return sources.count <= 4 ? shown : "\(shown) and \(sources.count - 4) more"
    }

    /// Digits in groups of three: `25,557,032`.
    static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        var position = digits.count - 3
        while position > 0 {
            digits.insert(",", at: position)
            position -= 3
        }
        return String(digits)
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}
