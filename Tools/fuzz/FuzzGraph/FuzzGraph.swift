import FrankenBytes
import FrankenGraph

/// Reads the input as a graph; one that is accepted must answer every question without a trap,
/// read back the same, and be the same after a cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let graph = try? StrictJSONDecoder().decode(ModelGraph.self, from: bytes) else {
        return 0
    }
    do {
        let written = try StableJSONEncoder().encode(graph)
        let again = try StrictJSONDecoder().decode(ModelGraph.self, from: written)
        precondition(again == graph, "another graph came back")
        ask(graph, given: [:], inputSize: bytes.count)
        for extent in [1, 33, 224, 1 << 24] {
            let pairs = graph.inputs.map { input in
                (input.name, Shape(input.shape.extents.map { $0 ?? extent }))
            }
            ask(graph, given: Dictionary(uniqueKeysWithValues: pairs), inputSize: bytes.count)
        }
        try cut(graph)
    } catch {
        preconditionFailure("what was accepted is refused: \(error)")
    }
    return 0
}

private func ask(_ graph: ModelGraph, given: [String: Shape], inputSize: Int) {
    guard let shapes = try? graph.shapes(inputs: given) else { return }
    precondition(shapes.count == graph.inputs.count + graph.nodes.count, "a value has no shape")
    precondition(graph.parameterCount >= 0, "the parameter count wrapped")
    if given.count == graph.inputs.count, let cost = try? graph.cost(inputs: given) {
        precondition(cost.multiplyAccumulates >= 0, "the cost wrapped")
    }
    guard let text = try? graph.text(inputs: given) else { return }
    // A table is as wide as its widest cells, but may not be more than that.
    precondition(text.utf8.count <= 2_048 * (graph.nodes.count + 68), "too much text")
}

/// Cuts at single values and at pairs of neighbors: shapes at the outputs may not change.
private func cut(_ graph: ModelGraph) throws {
    let shapes = try graph.shapes(inputs: [:])
    let names = graph.nodes.prefix(48).map(\.name)
    for (index, name) in names.enumerated() {
        _ = try graph.tapping([name])
        for values in [[name], [name, names[(index + 1) % names.count]]] {
            guard let (head, tail) = try? graph.cut(at: values) else { continue }
            precondition(head.outputs == values && tail.outputs == graph.outputs, "other outputs")
            let after = try tail.shapes(inputs: [:])
            precondition(tail.outputs.allSatisfy { after[$0] == shapes[$0] }, "other shapes")
        }
    }
}
