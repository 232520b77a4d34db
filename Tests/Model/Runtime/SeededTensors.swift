import FrankenGraph
import FrankenWeights

/// The tensors that `Tools/goldens/op_graph.py` draws, bit by bit: goldens hold outputs only.
enum SeededTensors {
    /// Floats in [-1, 1) that depend on the name and the position only: SplitMix64 of both.
    static func values(_ name: String, count: Int) -> [Double] {
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (0..<count).map { index in
            var bits = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            bits = (bits ^ (bits >> 31)) >> 40
            return Double(bits) / Double(1 << 23) - 1
        }
    }

    /// The values of a graph input.
    static func input(_ name: String, of model: String, shape: [Int]) -> [Float] {
        values("\(model)/\(name)", count: shape.reduce(1, *)).map(Float.init)
    }

    /// A parameter of a believable size for its role.
    static func parameter(_ name: String, of model: String, shape: [Int]) -> [Float] {
        let values = values("\(model)/\(name)", count: shape.reduce(1, *))
        let role = name.split(separator: ".").last.map(String.init) ?? name
        let fanIn = shape.dropFirst().reduce(1, *)
        let spread = (3 / Double(fanIn)).squareRoot()
        return values.map { value in
            switch role {
            case "running_var", "beta": Float(0.5 + abs(value))
            case "gamma": Float(abs(value) * 0.1)
            case "weight" where shape.count == 1: Float(1 + value / 2)
            case "weight": Float(value * spread)
            default: Float(value)
            }
        }
    }

    /// A graph with its seeded parameters.
    static func model(_ graph: ModelGraph) throws -> Model {
        let tensors = try graph.parameters.map { parameter in
            try MemoryTensor(
                name: parameter.name,
                shape: parameter.shape,
                floats: self.parameter(parameter.name, of: graph.name, shape: parameter.shape)
            )
        }
        return try Model(graph: graph, weights: TensorStore(inMemory: tensors))
    }
}

extension Model {
    /// The tensors that a part of the graph needs.
    func weights(for part: ModelGraph) throws -> TensorStore {
        try TensorStore(
            inMemory: part.parameters.map { parameter in
                try MemoryTensor(
                    name: parameter.name,
                    shape: parameter.shape,
                    floats: weights.floats(named: parameter.name)
                )
            }
        )
    }
}
