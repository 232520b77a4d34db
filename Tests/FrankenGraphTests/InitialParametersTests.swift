import FrankenGraph
import FrankenWeights
import Testing

@Suite("Parameters to start training from")
struct InitialParametersTests {
    private func graph() throws -> ModelGraph {
        var build = GraphBuilder("start", input: "x", shape: [nil, 8, nil, nil])
        build.add("conv", .conv(8, 64, kernel: 3, padding: 1), to: "x")
        build.add("norm", .batchNorm(64), to: "conv")
        build.add("depthwise", .conv(64, 64, kernel: 7, padding: 3, groups: 64), to: "norm")
        let up = TransposedConvolution(
            inChannels: 64,
            outChannels: 16,
            kernel: .init(3),
            stride: .init(2)
        )
        build.add("up", .transposedConvolution(up), to: "depthwise")
        build.add("gdn", .divisiveNormalization(.init(channels: 16)), to: "up")
        build.add("tokens", .permute(.init([0, 2, 3, 1])), to: "gdn")
        build.add(
            "attention",
            .windowAttention(.init(channels: 16, heads: 2, window: .init(7))),
            to: "tokens"
        )
        build.add("linear", .linear(16, 200), to: "attention")
        build.add("scale", .channelScale(.init(channels: 200, axis: .last)), to: "linear")
        build.add("last", .layerNormalization(.init(channels: 200)), to: "scale")
        return try build.graph(outputs: ["last"])
    }

    private func spread(_ values: [Float]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
        let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        return (mean, (variance / Double(values.count)).squareRoot())
    }

    @Test("Deviations follow the op and its fan-out")
    func deviations() throws {
        let model = try Model.untrained(graph(), seed: 3)
        for (name, expected) in [
            ("conv.weight", 0.058926),
            ("depthwise.weight", 0.20203),
            ("up.weight", 0.058926),
            ("attention.qkv.weight", 0.02), ("linear.weight", 0.02),
            ("attention.relative_position_bias_table", 0.02),
        ] as [(String, Double)] {
            let (mean, deviation) = spread(try model.weights.floats(named: name))
            #expect(abs(deviation / expected - 1) < 0.1, "\(name): \(deviation)")
            #expect(abs(mean) < expected / 4, "\(name): \(mean)")
        }
    }

    @Test("Biases are zero, normalizations the identity, layer scales small")
    func constants() throws {
        let weights = try Model.untrained(graph(), seed: 3).weights
        for (name, expected) in [
            ("conv.bias", 0), ("attention.qkv.bias", 0), ("attention.proj.bias", 0),
            ("linear.bias", 0), ("up.bias", 0), ("norm.weight", 1), ("norm.bias", 0),
            ("norm.running_mean", 0), ("norm.running_var", 1), ("last.weight", 1),
            ("last.bias", 0), ("scale.weight", 1e-6), ("gdn.beta", 1),
        ] as [(String, Float)] {
            #expect(try weights.floats(named: name).allSatisfy { $0 == expected }, "\(name)")
        }
        let gamma = try weights.floats(named: "gdn.gamma")
        for row in 0..<16 {
            for column in 0..<16 {
                #expect(gamma[row * 16 + column] == (row == column ? 0.1 : 0))
            }
        }
    }

    @Test("One seed gives one set of weights, another seed another")
    func seeds() throws {
        let graph = try graph()
        let stores = try [1, 1, 2].map { try Model.untrained(graph, seed: $0).weights }
        let values = try stores.map { try $0.floats(named: "linear.weight") }
        #expect(values[0] == values[1])
        #expect(values[0] != values[2])
        let bits = values[0].prefix(3).map(\.bitPattern)
        #expect(bits == [1_010_424_041, 3_144_642_672, 3_165_684_662])
        #expect(stores[0].infos.map(\.name) == graph.parameters.map(\.name))
    }
}
