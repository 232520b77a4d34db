import Foundation
import FrankenBytes
import FrankenGraph
import FrankenTorch
import FrankenWeights

/// A small graph that covers an op and its corners, most from the runtime's goldens.
struct GraphCase: Sendable, CustomStringConvertible {
    static let families = [
        "convolution", "transposed", "linear", "normalization", "activation", "binary", "pooling",
        "layout", "sampling", "windowed", "cosine", "network",
    ]

    private struct Listing: Decodable {
        struct Entry: Decodable {
            let inputs: [String: [Int]]
            let graph: ModelGraph
        }
        let cases: [Entry]
    }

    let graph: ModelGraph
    let shapes: [String: [Int]]

    var description: String { graph.name }

    static func load(_ family: String) throws -> [GraphCase] {
        if family == "cosine" { return try cosine() }
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Model/Runtime/Goldens")
        let listing = try Data(contentsOf: folder.appending(path: "\(family).json"))
        return try StrictJSONDecoder().decode(Listing.self, from: Array(listing)).cases.map {
            GraphCase(graph: $0.graph, shapes: $0.inputs)
        }
    }

    /// Swin V2's attention: whole windows, and shifted ones of a map that needs padding.
    private static func cosine() throws -> [GraphCase] {
        let kinds: [(Extent2D, [Int], WindowAttention.Padding)] = [
            (Extent2D(0), [1, 4, 6, 8], .beforeShift),
            (Extent2D(2, 1), [2, 7, 5, 8], .beforeShift),
            (Extent2D(2, 1), [2, 7, 5, 8], .afterShift),
        ]
        return try kinds.map { shift, shape, padding in
            var build = GraphBuilder("cosine", input: "tokens", shape: [nil, nil, nil, 8])
            let attention = WindowAttention(
                channels: 8,
                heads: 2,
                window: Extent2D(4, 3),
                shift: shift,
                scoring: .cosine,
                padding: padding
            )
            build.add("attention", .windowAttention(attention), to: "tokens")
            return GraphCase(
                graph: try build.graph(outputs: ["attention"]),
                shapes: ["tokens": shape]
            )
        }
    }

    /// Random parameters; those that must be positive are.
    func model() throws -> Model {
        var random = RandomParameters(seed: 11)
        let tensors = try random.tensors(for: graph).map { tensor in
            let store = try TensorStore(inMemory: [tensor])
            let (name, shape) = (tensor.info.name, tensor.info.shape)
            var floats = try store.floats(named: name)
            if name.hasSuffix("gamma") { floats = floats.map { abs($0) * 0.1 } }
            if name.hasSuffix("beta") { floats = floats.map { 0.5 + abs($0) } }
            return try MemoryTensor(name: name, shape: shape, floats: floats)
        }
        return try Model(graph: graph, weights: TensorStore(inMemory: tensors))
    }

    /// Random values for each input, in the graph's order.
    func inputs() -> [[Float]] {
        var random = RandomParameters(seed: 12)
        return graph.inputs.map { input in
            random.floats(count: (shapes[input.name] ?? []).reduce(1, *), within: 1)
        }
    }

    func inputTensors(
        as element: Tensor.Element = .float32,
        isTrainable: Bool = false
    ) throws -> [Tensor] {
        try zip(graph.inputs, inputs()).map { input, values in
            try Tensor.of(
                values,
                shape: shapes[input.name] ?? [],
                as: element,
                isTrainable: isTrainable
            )
        }
    }
}

/// The largest difference as a share of the largest magnitude; infinite on a non-number.
func difference(_ found: [Float], _ expected: [Float]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let scale = expected.reduce(1e-30) { max($0, abs(Double($1))) }
    return zip(found, expected).reduce(0) { worst, pair in
        let difference = abs(Double(pair.0) - Double(pair.1))
        return difference.isFinite ? max(worst, difference / scale) : .infinity
    }
}
