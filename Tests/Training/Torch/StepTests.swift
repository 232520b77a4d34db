import FrankenCodec
import FrankenEntropy
import FrankenGraph
import FrankenTorch
import FrankenWeights
import Testing

/// Whole steps on a small codec: 3 -> 16 -> 16 -> 4 channels, features of 8 channels.
@Suite struct StepTests {
    @Test("training lowers the loss, with noise and straight through, in both precisions")
    func learns() throws {
        for quantization in [DistillationOptions.Quantization.noise, .straightThrough] {
            for arithmetic in [ExecutorOptions.Arithmetic.full, .bfloat16] {
                var step = try Self.codec(quantization: quantization, arithmetic: arithmetic)
                let batch = try Self.batch(seed: 1)
                var losses: [Double] = []
                for _ in 0..<30 { losses.append(try step.step(batch, learningRate: 3e-3).loss) }
                #expect(losses[29] < 0.9 * losses[0], "\(quantization), \(arithmetic): \(losses)")
                #expect(step.optimizer.stepCount == 30)
            }
        }
    }

    @Test("a report adds up, and saliency of ones changes nothing, of zeros halves")
    func report() throws {
        var (plain, seen, blind) = (try Self.codec(), try Self.codec(), try Self.codec())
        var batch = try Self.batch(seed: 2)
        let report = try plain.step(batch, learningRate: 1e-3)
        let sum = report.distortion + 0.25 * report.bits + report.quantileLoss
        #expect(abs(report.loss - sum) <= 1e-5 * sum)
        batch.saliency = ([Float](repeating: 1, count: 2 * 16), 4, 4)
        #expect(try seen.step(batch, learningRate: 1e-3).distortion == report.distortion)
        batch.saliency = ([Float](repeating: 0, count: 2 * 16), 4, 4)
        let half = try blind.step(batch, learningRate: 1e-3).distortion
        #expect(abs(half - report.distortion / 2) <= 1e-5 * half)
    }

    @Test("answers alone teach a codec and a decoder, without the teacher where it has no say")
    func answers() throws {
        var build = GraphBuilder("tail", input: "features", shape: [nil, 8, nil, nil])
        build.add("pool", .globalPooling(.init(.average)), to: "features")
        build.add("flat", .flatten(.init()), to: "pool")
        build.add("logits", .linear(8, 5), to: "flat")
        let tail = try Model.random(build.graph(outputs: ["logits"]), seed: 6)
        var batch = try Self.batch(seed: 1)
        batch.labels = [4, 1]
        var codec = try Self.codec()
        codec.comparesFeatures = false
        codec.tail = try TailObjectives(tail: tail, crossEntropy: 100)
        var reports: [StepReport] = []
        for _ in 0..<30 { reports.append(try codec.step(batch, learningRate: 3e-3)) }
        #expect(reports[0].distortion == 0)
        #expect(reports[29].crossEntropy < 0.9 * reports[0].crossEntropy)
        let sum =
            100 * reports[0].crossEntropy + 0.25 * reports[0].bits + reports[0].quantileLoss
        #expect(abs(reports[0].loss - sum) <= 1e-5 * sum)
        var decoder = try DecoderStep(
            teacher: FrozenNetwork(Self.teacher()),
            encoder: FrozenNetwork(Self.encoder()),
            medians: [0.25, 0, -0.5, 0],
            decoder: Self.decoder()
        )
        decoder.comparesFeatures = false
        #expect(throws: TorchError(.invalidOption, "")) {
            _ = try decoder.step(batch, learningRate: 1e-3)
        }
        decoder.tail = try TailObjectives(tail: tail, divergence: .init(weight: 1, temperature: 2))
        var divergences: [Double] = []
        for _ in 0..<30 {
            divergences.append(try decoder.step(batch, learningRate: 3e-3).divergence)
        }
        #expect(divergences[0] > 0)
        #expect(divergences[29] < 0.5 * divergences[0])
    }

    @Test("memory that cannot be had is an error of its own")
    func memory() throws {
        // Each fits, their sum does not fit into any address space.
        let column = try Tensor.of([Float](repeating: 1, count: 1 << 25), shape: [1 << 25, 1])
        let row = try Tensor.of([Float](repeating: 1, count: 1 << 25), shape: [1, 1 << 25])
        #expect(throws: TorchError(.outOfMemory, "")) { _ = try column.adding(row) }
    }

    @Test("a step from written tensors is the step from the ones in memory, bit by bit")
    func resume() throws {
        var step = try Self.codec()
        for seed in 0..<3 { _ = try step.step(Self.batch(seed: UInt64(seed)), learningRate: 1e-3) }
        let store = try TensorStore(
            inMemory: step.encoder.memoryTensors(prefix: "encoder.")
                + step.decoder.memoryTensors(prefix: "decoder.")
                + step.prior.parameters.memoryTensors(prefix: "prior.")
                + step.optimizer.state.memoryTensors(prefix: "optimizer.")
        )
        var resumed = try Self.codec()
        try resumed.restore(
            from: store,
            stepCount: step.optimizer.stepCount,
            noise: step.noise
        )
        let batch = try Self.batch(seed: 9)
        #expect(
            try step.step(batch, learningRate: 1e-3) == resumed.step(batch, learningRate: 1e-3)
        )
        for (left, right) in zip(step.decoder.entries, resumed.decoder.entries) {
            #expect(left.name == right.name)
            #expect(try left.tensor.floats() == right.tensor.floats(), "\(left.name)")
        }
    }

    @Test("a loss that is no number stops, and nothing has moved")
    func diverged() throws {
        var step = try Self.codec()
        var batch = try Self.batch(seed: 3)
        batch.images[7] = .nan
        let before = try step.encoder.entries.map { try $0.tensor.floats() }
        #expect(throws: TorchError(.diverged, "")) { try step.step(batch, learningRate: 1e-3) }
        #expect(try step.encoder.entries.map { try $0.tensor.floats() } == before)
        #expect(step.optimizer.stepCount == 0)
    }

    @Test("a decoder learns behind a frozen encoder; kept latents give the same step")
    func decoder() throws {
        func make() throws -> DecoderStep {
            try DecoderStep(
                teacher: FrozenNetwork(Self.teacher()),
                encoder: FrozenNetwork(Self.encoder()),
                medians: [0.25, 0, -0.5, 0],
                decoder: Self.decoder()
            )
        }
        var (step, other) = (try make(), try make())
        let batch = try Self.batch(seed: 4)
        let latents = try step.latents(of: batch)
        #expect(
            try latents.floats().enumerated().allSatisfy { index, value in
                let median: Float = [0.25, 0, -0.5, 0][index / 16 % 4]
                return (value - median).rounded() == value - median
            }
        )
        let first = try step.step(batch, learningRate: 3e-3)
        #expect(try other.step(batch, latents: latents, learningRate: 3e-3) == first)
        var last = first
        for _ in 0..<20 { last = try step.step(batch, learningRate: 3e-3) }
        #expect(last.loss < 0.9 * first.loss)
    }

    @Test("sixty steps of the real encoder at the size that once corrupted the heap")
    func encoderHeap() throws {
        let model = try Model.random(EncoderGraph.make(), seed: 1)
        var parameters = try ParameterSet(of: model, isTrainable: true)
        let executor = try TrainingExecutor(model.graph, options: .init(mode: .training))
        var optimizer = Optimizer(.adam(.init()))
        var random = RandomParameters(seed: 2)
        let images = try Tensor.of(
            random.floats(count: 2 * 3 * 224 * 224, within: 1),
            shape: [2, 3, 224, 224]
        )
        let target = try Tensor.of(
            [Float](repeating: 0, count: 2 * 48 * 28 * 28),
            shape: [2, 48, 28, 28]
        )
        var losses: [Double] = []
        for _ in 0..<60 {
            let latents = try executor.run([images], parameters: parameters).outputs[0]
            let loss = try latents.squaredError(to: target)
            losses.append(try loss.scalar())
            let entries = parameters.entries
            let gradients = try loss.gradients(of: entries.map(\.tensor))
            var named: [String: Tensor] = [:]
            for (entry, gradient) in zip(entries, gradients) { named[entry.name] = gradient }
            try optimizer.step(&parameters, gradients: named, learningRate: 1e-3)
        }
        #expect(losses[59] < losses[0])
    }

    @Test("a batch of the wrong size is refused")
    func batches() {
        let wrong = TorchError(.wrongShape, "")
        #expect(throws: wrong) { try Batch(images: [1, 2], shape: [1, 3, 1, 1]) }
        #expect(throws: wrong) { try Batch(images: [], shape: [0, 3, 1, 1]) }
        #expect(throws: wrong) {
            try Batch(images: [1], shape: [1, 1, 1, 1], saliency: ([], 1, 1))
        }
        #expect(throws: wrong) {
            try Batch(images: [1], shape: [1, 1, 1, 1], saliency: ([1], .max, .max))
        }
    }

    // MARK: The small codec

    static func codec(
        quantization: DistillationOptions.Quantization = .noise,
        arithmetic: ExecutorOptions.Arithmetic = .full
    ) throws -> HeadDistillationStep {
        try HeadDistillationStep(
            teacher: FrozenNetwork(teacher()),
            encoder: encoder(),
            decoder: decoder(),
            prior: prior(channels: 4, trained: false),
            options: .init(lambda: 0.25, quantization: quantization, arithmetic: arithmetic),
            noise: NoiseSource(seed: 5)
        )
    }

    static func batch(seed: UInt64) throws -> Batch {
        var random = RandomParameters(seed: seed)
        return try Batch(
            images: random.floats(count: 2 * 3 * 32 * 32, within: 1),
            shape: [2, 3, 32, 32]
        )
    }

    static func encoder() throws -> Model {
        try .random(
            EncoderGraph.make(.init(widths: (16, 16), latentChannels: 4)),
            seed: 1
        )
    }

    static func teacher() throws -> Model {
        var build = GraphBuilder("teacher", input: "image", shape: [nil, 3, nil, nil])
        build.add("conv", .conv(3, 8, kernel: 8, stride: 8), to: "image")
        build.add("relu", .relu, to: "conv")
        return try .random(build.graph(outputs: ["relu"]), seed: 2)
    }

    static func decoder() throws -> Model {
        var build = GraphBuilder("decoder", input: "latent", shape: [nil, 4, nil, nil])
        build.add("conv1", .conv(4, 16, kernel: 3, padding: 1, bias: false), to: "latent")
        build.add("bn1", .batchNorm(16), to: "conv1")
        build.add("relu1", .relu, to: "bn1")
        build.add("conv2", .conv(16, 8, kernel: 1), to: "relu1")
        return try .random(build.graph(outputs: ["conv2"]), seed: 3)
    }
}
