internal import FrankenBytes
internal import FrankenGraph
internal import FrankenWeights

/// A model as the bytes of two files.
struct GraphFiles {
    let graph: [UInt8]
    let weights: [UInt8]

    init(_ model: Model) throws {
        graph = try StableJSONEncoder(.pretty).encode(model.graph)
        weights = try SafetensorsWriter().bytes(of: model.weights)
    }

    /// The model that the bytes hold.
    func model() throws -> Model {
        try Model(
            graph: StrictJSONDecoder().decode(from: graph),
            weights: TensorStore.open(bytes: weights)
        )
    }
}
