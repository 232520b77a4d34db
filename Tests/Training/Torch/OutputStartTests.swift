import FrankenGraph
import FrankenTorch
import Testing

/// What an untrained decoder begins with where its last layer normalizes.
@Suite struct OutputStartTests {
    @Test("scales and shifts begin with deviations and means of the target, and are learnt")
    func start() throws {
        let batch = try StepTests.batch(seed: 4)
        var step = try Self.step(channels: 8)
        try step.startOutput(on: batch)
        let (scales, shifts) = (try Self.scales(step), try Self.shifts(step))
        let values = try step.teacher.run(batch).floats()
        for channel in 0..<8 {
            let own = values.enumerated().filter { $0.offset / 16 % 8 == channel }.map(\.element)
            let mean = own.reduce(0, +) / Float(own.count)
            let variance = own.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Float(own.count)
            #expect(abs(shifts[channel] - mean) <= 1e-5, "channel \(channel)")
            #expect(abs(scales[channel] - variance.squareRoot()) <= 1e-5, "channel \(channel)")
        }
        _ = try step.step(batch, learningRate: 3e-3)
        #expect(try Self.scales(step) != scales)
        #expect(try Self.shifts(step) != shifts)
    }

    @Test("two processes begin with the statistics of both parts, the same bits in each")
    func parts() throws {
        let batches = try [StepTests.batch(seed: 1), StepTests.batch(seed: 2)]
        let whole = try Batch(
            images: batches[0].images + batches[1].images,
            shape: [4, 3, 32, 32]
        )
        var alone = try Self.step(channels: 8)
        try alone.startOutput(on: whole)
        let parts = try ProcessGroupTests.pair { group in
            var step = try Self.step(channels: 8)
            step.group = group
            try step.startOutput(on: batches[group.rank])
            return try (Self.scales(step), Self.shifts(step))
        }
        #expect(parts[0].0 == parts[1].0)
        #expect(parts[0].1 == parts[1].1)
        for (part, one) in try zip(parts[0].0 + parts[0].1, Self.scales(alone) + Self.shifts(alone))
        {
            #expect(abs(part - one) <= 1e-5)
        }
    }

    @Test("a decoder that ends otherwise stays as it is")
    func others() throws {
        var codec = try StepTests.codec()
        let before = try codec.decoder.entries.map { try $0.tensor.floats() }
        try codec.startOutput(on: StepTests.batch(seed: 4))
        #expect(try codec.decoder.entries.map { try $0.tensor.floats() } == before)
    }

    @Test("other channels and targets that are no numbers are refused, and nothing has changed")
    func refused() throws {
        var wrong = try Self.step(channels: 6)
        #expect(throws: TorchError(.wrongShape, node: "norm", "")) {
            try wrong.startOutput(on: StepTests.batch(seed: 4))
        }
        var batch = try StepTests.batch(seed: 4)
        batch.images[0] = .infinity
        var step = try Self.step(channels: 8)
        let before = (try Self.scales(step), try Self.shifts(step))
        #expect(throws: TorchError(.diverged, "")) { try step.startOutput(on: batch) }
        #expect(try Self.scales(step) == before.0)
        #expect(try Self.shifts(step) == before.1)
    }

    private static func step(channels: Int) throws -> DecoderStep {
        var build = GraphBuilder("decoder", input: "latent", shape: [nil, 4, nil, nil])
        build.add("conv", .conv(4, channels, kernel: 1), to: "latent")
        build.add(
            "norm",
            .layerNormalization(.init(channels: channels, axis: .first)),
            to: "conv"
        )
        return try DecoderStep(
            teacher: FrozenNetwork(StepTests.teacher()),
            encoder: FrozenNetwork(StepTests.encoder()),
            medians: [0.25, 0, -0.5, 0],
            decoder: .random(build.graph(outputs: ["norm"]), seed: 3)
        )
    }

    private static func scales(_ step: DecoderStep) throws -> [Float] {
        try step.decoder.tensor(named: "norm.weight").floats()
    }

    private static func shifts(_ step: DecoderStep) throws -> [Float] {
        try step.decoder.tensor(named: "norm.bias").floats()
    }
}
