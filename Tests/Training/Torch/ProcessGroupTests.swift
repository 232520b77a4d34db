import FrankenEntropy
import FrankenGraph
import FrankenTorch
import FrankenWeights
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Two members of a group in one process, each on a thread of its own.
@Suite(.serialized) struct ProcessGroupTests {
    @Test("sums, the first one's bytes and a wish of one are the same in all")
    func collectives() throws {
        let found = try Self.pair { group in
            let rank = Float(group.rank)
            // More than one bucket, and another number format between.
            let large = try Tensor.of(
                [Float](repeating: rank + 1, count: 7 << 20),
                shape: [7 << 20]
            )
            let small = try Tensor.of([rank, 2 * rank + 1, -rank], shape: [3, 1])
            let wide = try Tensor.of([Double(rank) + 0.125], shape: [])
            let sums = try group.sum([small, large, wide, small])
            let bytes = try group.broadcast(group.isFirst ? [1, 2, 3, 255] : [])
            let nothing = try group.broadcast([])
            let wishes = try [group.any(group.rank == 1), group.any(false)]
            try group.barrier()
            let big = try sums[1].floats()
            return (
                try sums[0].floats(), sums[0].shape, big.allSatisfy { $0 == 3 }, big.count,
                try sums[2].doubles(), try sums[3].floats(), bytes, nothing, wishes
            )
        }
        for one in found {
            #expect(one.0 == [1, 4, -1] && one.1 == [3, 1] && one.2 && one.3 == 7 << 20)
            #expect(one.4 == [1.25] && one.5 == [1, 4, -1])
            #expect(one.6 == [1, 2, 3, 255] && one.7.isEmpty && one.8 == [true, false])
        }
    }

    @Test(
        "two halves of a batch are a step with the whole",
        arguments: [DistillationOptions.Quantization.noise, .straightThrough]
    )
    func codec(quantization: DistillationOptions.Quantization) throws {
        let whole = try Self.trained(nil, quantization)
        for part in try Self.pair({ try Self.trained($0, quantization) }) {
            for (report, other) in zip(whole.reports, part.reports) {
                #expect(abs(report.loss - other.loss) <= 1e-5 * report.loss)
                #expect(abs(report.bits - other.bits) <= 1e-5 * report.bits)
                #expect(abs(report.quantileLoss - other.quantileLoss) <= 1e-5 * report.quantileLoss)
            }
            Self.compare(whole.weights, part.weights)
        }
    }

    @Test("two halves of a batch are a classifier's step with the whole")
    func classifier() throws {
        let whole = try Self.classified(nil)
        let parts = try Self.pair { try Self.classified($0) }
        for part in parts {
            for (report, other) in zip(whole.reports, part.reports) {
                #expect(abs(report.loss - other.loss) <= 1e-5 * report.loss)
            }
            Self.compare(whole.weights, part.weights)
        }
    }

    @Test("running statistics are the mean over the parts, weights the same bits in all")
    func statistics() throws {
        @Sendable func run(_ group: ProcessGroup?, _ batch: Batch) throws -> DecoderStep {
            var step = try DecoderStep(
                teacher: FrozenNetwork(StepTests.teacher()),
                encoder: FrozenNetwork(StepTests.encoder()),
                medians: [0, 0, 0, 0],
                decoder: StepTests.decoder()
            )
            step.group = group
            _ = try step.step(batch, learningRate: 1e-3)
            return step
        }
        let batches = try [StepTests.batch(seed: 1), StepTests.batch(seed: 2)]
        let alone = try batches.map { try run(nil, $0).decoder.entries }
        let parts = try Self.pair { try run($0, batches[$0.rank]).decoder.entries }
        for (index, entry) in parts[0].enumerated() {
            let values = try entry.tensor.floats()
            #expect(try parts[1][index].tensor.floats() == values, "\(entry.name)")
            guard entry.name.contains("running_") else { continue }
            let (left, right) = try (
                alone[0][index].tensor.floats(), alone[1][index].tensor.floats()
            )
            for (place, value) in values.enumerated() {
                #expect(abs(value - (left[place] + right[place]) / 2) <= 1e-6, "\(entry.name)")
            }
        }
    }

    @Test("a loss that is no number in one stops all, and nothing has moved")
    func diverged() throws {
        let codes = try Self.pair { group in
            var step = try Self.codec(.noise)
            step.group = group
            var batch = try StepTests.batch(seed: 3)
            if group.rank == 1 { batch.images[7] = .nan }
            do {
                _ = try step.step(batch, learningRate: 1e-3)
                return TorchError.Code?.none
            } catch let error as TorchError {
                return step.optimizer.stepCount == 0 ? error.code : nil
            }
        }
        #expect(codes == [.diverged, .diverged])
    }

    @Test(
        "a peer that never comes is an error within the timeout, on either side",
        arguments: [0, 1]
    )
    func alone(rank: Int) throws {
        let clock = ContinuousClock()
        let start = clock.now
        let error = #expect(throws: TorchError.self) {
            try ProcessGroup(
                Rendezvous(rank: rank, count: 2, host: "127.0.0.1", port: freePort()),
                timeout: .seconds(2)
            )
        }
        #expect(error?.code == .timedOut, "\(String(describing: error))")
        #expect(error?.message.contains("rank \(rank) of 2") == true)
        #expect(clock.now - start < .seconds(20))
    }

    @Test("a peer that goes is an error in the other")
    func gone() throws {
        let codes = try Self.pair(timeout: .seconds(10)) { group in
            _ = try group.any(false)
            guard group.isFirst else { return TorchError.Code?.none }
            do {
                while true { _ = try group.any(false) }
            } catch let error as TorchError {
                return error.code
            }
        }
        #expect(codes[0] == .peerLost || codes[0] == .timedOut, "\(codes)")
    }

    // MARK: What both sides run

    private static func codec(
        _ quantization: DistillationOptions.Quantization
    ) throws -> HeadDistillationStep {
        try HeadDistillationStep(
            teacher: FrozenNetwork(StepTests.teacher()),
            encoder: StepTests.encoder(),
            decoder: plainDecoder(),
            prior: prior(channels: 4, trained: false),
            options: .init(
                lambda: 0.25,
                quantization: quantization,
                dropPath: ["conv1": 0.3]
            ),
            noise: NoiseSource(seed: 5)
        )
    }

    /// Without batch normalization, which depends on how a batch is parted.
    private static func plainDecoder() throws -> Model {
        var build = GraphBuilder("decoder", input: "latent", shape: [nil, 4, nil, nil])
        build.add("conv1", .conv(4, 16, kernel: 3, padding: 1), to: "latent")
        build.add("relu1", .relu, to: "conv1")
        build.add("conv2", .conv(16, 8, kernel: 1), to: "relu1")
        return try .random(build.graph(outputs: ["conv2"]), seed: 3)
    }

    private static func trained(
        _ group: ProcessGroup?,
        _ quantization: DistillationOptions.Quantization
    ) throws -> (reports: [StepReport], weights: [(String, [Float])]) {
        var step = try codec(quantization)
        step.group = group
        let reports = try (0..<5).map { seed in
            try step.step(part(of: group, seed: seed), learningRate: 1e-3)
        }
        let parts = [("e.", step.encoder), ("d.", step.decoder), ("p.", step.prior.parameters)]
        let weights = try parts.flatMap { prefix, set in
            try set.entries.map { (prefix + $0.name, try $0.tensor.floats()) }
        }
        return (reports, weights)
    }

    private static func classified(
        _ group: ProcessGroup?
    ) throws -> (reports: [StepReport], weights: [(String, [Float])]) {
        var build = GraphBuilder("classifier", input: "image", shape: [nil, 3, 32, 32])
        build.add("conv", .conv(3, 8, kernel: 8, stride: 8), to: "image")
        build.add("relu", .relu, to: "conv")
        build.add("flat", .flatten(.init()), to: "relu")
        build.add("fc", .linear(8 * 16, 5), to: "flat")
        var step = try ClassificationStep(
            .random(build.graph(outputs: ["fc"]), seed: 3),
            optimizer: .adam(.init()),
            options: .init(labelSmoothing: 0.1, weightDecay: 0.05)
        )
        step.group = group
        let labels = [0, 3, 1, 4]
        let reports = try (0..<5).map { seed in
            try step.step(
                part(of: group, seed: seed),
                labels: group.map { Array(labels[$0.rank * 2..<$0.rank * 2 + 2]) } ?? labels,
                learningRate: 1e-3
            )
        }
        return (reports, try step.backbone.entries.map { ($0.name, try $0.tensor.floats()) })
    }

    /// Four images, or the two of a member.
    private static func part(of group: ProcessGroup?, seed: Int) throws -> Batch {
        var random = RandomParameters(seed: UInt64(seed))
        let image = 3 * 32 * 32
        let all = random.floats(count: 4 * image, within: 1)
        guard let group else { return try Batch(images: all, shape: [4, 3, 32, 32]) }
        let start = group.rank * 2 * image
        return try Batch(images: Array(all[start..<start + 2 * image]), shape: [2, 3, 32, 32])
    }

    /// Adam divides by the size of the gradient, so values move by 1e-3 a step, not less.
    private static func compare(_ whole: [(String, [Float])], _ part: [(String, [Float])]) {
        #expect(whole.map(\.0) == part.map(\.0))
        for ((name, left), (_, right)) in zip(whole, part) {
            let apart = zip(left, right).map { abs($0 - $1) }.max() ?? 0
            #expect(apart <= 1e-4, "\(name)")
        }
    }

    /// The results of both members, by rank.
    static func pair<Found: Sendable>(
        timeout: Duration = .seconds(60),
        _ body: @escaping @Sendable (ProcessGroup) throws -> Found
    ) throws -> [Found] {
        let port = freePort()
        let results = onThreads(2) { rank in
            try body(
                ProcessGroup(
                    Rendezvous(rank: rank, count: 2, host: "127.0.0.1", port: port),
                    timeout: timeout
                )
            )
        }
        return try results.map { try $0.get() }
    }
}
