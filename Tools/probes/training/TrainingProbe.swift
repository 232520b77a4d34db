import FrankenCrypto
import FrankenData
import FrankenRecipes
import FrankenWeights

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A training without a network, to be killed, starved and timed by scripts and tests.
///
///     training-probe run DIR STEPS PAUSE_MS    saves a checkpoint after each step
///     training-probe verify DIR                prints the step of the newest whole checkpoint
///     training-probe load THREADS BATCH STEPS side=224|scaled SHARD...   prints images per second
@main
struct TrainingProbe {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch arguments.first {
            case "run" where arguments.count == 4:
                try run(arguments[1], Int(arguments[2]) ?? 0, Int(arguments[3]) ?? 0)
            case "verify" where arguments.count == 2: try verify(arguments[1])
            case "load" where arguments.count > 5:
                try await load(arguments.dropFirst().map { $0 })
            default:
                say("usage: training-probe run|verify|load ...")
                exit(64)
            }
        } catch let error as RecipeError {
            say("error \(error.code.rawValue): \(error.message)")
            exit(error.code == .diskFull ? 73 : 65)
        }
    }

    /// Prints a line at once, so that what a killed process had said is known.
    private static func say(_ line: String) {
        var bytes = Array("\(line)\n".utf8)
        _ = unsafe write(1, &bytes, bytes.count)
    }

    private static func recipe() throws -> Digest {
        try SHA256Hasher.digest(of: Array("probe".utf8))
    }

    /// Weights that tell which step they are of.
    private static func weights(_ step: Int) throws -> [String: TensorStore] {
        let floats = (0..<4096).map { Float($0 * 31 + step) }
        let weights = try MemoryTensor(name: "w", shape: [64, 64], floats: floats)
        let moments = try MemoryTensor(name: "w.first", shape: [4096], floats: floats.reversed())
        return [
            "weights": try TensorStore(inMemory: [weights]),
            "optimizer": try TensorStore(inMemory: [moments]),
        ]
    }

    private static func step(of folder: CheckpointFolder) throws -> Int? {
        guard let (checkpoint, _) = try folder.latest(recipe: recipe()) else { return nil }
        let step = checkpoint.state.step
        let expected = try weights(step)
        for set in checkpoint.tensorSets {
            guard let store = expected[set],
                try store.infos.allSatisfy({
                    try checkpoint.tensors(set).floats(named: $0.name)
                        == store.floats(named: $0.name)
                })
            else { throw RecipeError(.damaged, "'\(set)' is not of step \(step)") }
        }
        return step
    }

    private static func run(_ path: String, _ count: Int, _ pause: Int) throws {
        let stop = StopRequest()
        let folder = try CheckpointFolder(path: path)
        let start = try step(of: folder) ?? 0
        say("start \(start)")
        for step in start + 1...start + max(count, 1) {
            usleep(UInt32(clamping: pause * 1000))
            let state = CheckpointState(
                step: step,
                position: DataPosition(epoch: 0, step: step),
                recipe: try recipe(),
                library: "probe"
            )
            try folder.save(state, tensors: weights(step))
            say("saved \(step)")
            if stop.isMade {
                say("stopped \(step)")
                exit(StopRequest.exitCode)
            }
        }
    }

    private static func verify(_ path: String) throws {
        let step = try step(of: CheckpointFolder(path: path))
        say("step \(step ?? 0)")
    }

    private static func load(_ arguments: [String]) async throws {
        let threads = Int(arguments[0]) ?? 1
        let batch = Int(arguments[1]) ?? 16
        let steps = Int(arguments[2]) ?? 100
        let clock = ContinuousClock()
        let opened = clock.now
        let data = try DataSet(paths: Array(arguments[4...]))
        say("\(data.count) samples of \(data.classes.names.count) classes in \(clock.now - opened)")
        let plan = try BatchPlan(
            batchSize: batch,
            order: .shuffled(seed: 0),
            augmentation: Augmentation(
                crop: .random(RandomResizedCrop()),
                flipProbability: 0.5,
                usesScaledDecoding: arguments[3] == "scaled"
            )
        )
        let loader = try BatchLoader(data, plan: plan, ahead: threads)
        let start = clock.now
        var count = 0
        for _ in 0..<steps {
            guard let batch = try await loader.next() else { break }
            count += batch.samples.count
        }
        let elapsed = clock.now - start
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        say("\(count) images, \(threads) threads: \(Int(Double(count) / seconds)) images/s")
        for sample in await loader.skipped { say("skipped \(sample.name): \(sample.reason)") }
    }
}
