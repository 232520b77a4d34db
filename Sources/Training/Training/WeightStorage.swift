internal import FrankenGraph
internal import FrankenWeights

/// The number format of weights in a result.
package enum WeightStorage: String, Sendable, Hashable, Codable, CaseIterable {
    /// As they were trained.
    case f32
    /// Matrices and kernels in 16 bits: half the bytes. Readers widen them again.
    case f16
}

extension Model {
    /// The same graph with its weights as they will be stored, and as readers will see them.
    func stored(as storage: WeightStorage) throws -> Model {
        switch storage {
        case .f32: self
        case .f16: try Model(graph: graph, weights: weights.halved())
        }
    }
}
