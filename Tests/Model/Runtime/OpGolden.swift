import Foundation
import FrankenBytes
import FrankenGraph
import FrankenWeights
import Testing

/// A graph, its inputs' shapes and what PyTorch made of them.
struct OpGolden: Sendable, CustomTestStringConvertible {
    /// The files at hand.
    enum Family: String, CaseIterable, Sendable {
        case convolution, transposed, linear, normalization, activation, binary, pooling, layout
        case sampling, windowed, network
    }

    private struct Listing: Decodable {
        struct Entry: Decodable {
            let inputs: [String: [Int]]
            let graph: ModelGraph
        }
        let cases: [Entry]
    }

    let family: Family
    let graph: ModelGraph
    /// Shapes with a batch of three.
    let shapes: [String: [Int]]
    /// Outputs for the batch of three, in the graph's order.
    let outputs: [[Float]]

    var testDescription: String { "\(family.rawValue)/\(graph.name)" }

    static func load(_ family: Family) throws -> [OpGolden] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
        let listing = try Data(contentsOf: folder.appending(path: "\(family.rawValue).json"))
        let path = folder.appending(path: "\(family.rawValue).safetensors").path()
        let tensors = try TensorStore.open(path: path)
        return try StrictJSONDecoder().decode(Listing.self, from: Array(listing)).cases.map {
            entry in
            OpGolden(
                family: family,
                graph: entry.graph,
                shapes: entry.inputs,
                outputs: try entry.graph.outputs.map {
                    try tensors.floats(named: "\(entry.graph.name)/\($0)")
                }
            )
        }
    }

    /// Input shapes for a batch of `batch` images.
    func shapes(batch: Int) -> [String: Shape] {
        shapes.mapValues { Shape([batch] + $0.dropFirst()) }
    }

    /// The first images' input values, in the graph's order.
    func inputs(batch: Int) -> [[Float]] {
        graph.inputs.map { input in
            let shape = shapes[input.name] ?? []
            let values = SeededTensors.input(input.name, of: graph.name, shape: shape)
            return Array(values.prefix(values.count / shape[0] * batch))
        }
    }

    /// Whether an image's outputs depend on the other images, so that no smaller batch compares.
    var mixesImages: Bool {
        graph.nodes.contains { node in
            if case .softmax(let op) = node.op { return op.axis == 0 }
            return false
        }
    }

    /// The outputs of the first images.
    func outputs(batch: Int) -> [[Float]] {
        outputs.map { Array($0.prefix($0.count / 3 * batch)) }
    }
}
