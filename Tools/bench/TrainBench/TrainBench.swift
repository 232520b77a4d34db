import FrankenCodec
import FrankenEntropy
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenRuntime
import FrankenTorch
import FrankenWeights

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Our side of `Tools/bench/train` and `Tools/parity/train_parity.py`.
///
/// ```
/// TrainBench export FOLDER TEACHER BATCH       writes what both sides start from
/// TrainBench serve FOLDER TEACHER STEP PRECISION THREADS RATE   runs a step for each line on stdin
/// ```
@main
struct TrainBench {
    static let batches = 4
    static let lambda = 0.064
    static let seed: UInt64 = 7

    static func main() throws {
        let words = CommandLine.arguments
        switch words.count {
        case 5 where words[1] == "export":
            try export(to: words[2], batch: Int(words[4]) ?? 16)
        case 8 where words[1] == "serve":
            try serve(words)
        default:
            print("usage: see Tools/bench/train --help")
            exit(64)
        }
    }

    /// Weights of encoder, prior and decoder, and a few batches of random images.
    static func export(to folder: String, batch: Int) throws {
        var tensors = try Start.encoder().store("encoder.") + Start.decoder().store("decoder.")
        tensors += try TrainablePrior(Start.prior()).parameters.memoryTensors(prefix: "prior.")
        var random = RandomParameters(seed: seed)
        for index in 0..<batches {
            let shape = [batch, 3, 224, 224]
            tensors.append(
                try MemoryTensor(
                    name: "images.\(index)",
                    shape: shape,
                    floats: random.floats(count: shape.reduce(1, *), within: 2)
                )
            )
        }
        var noise = NoiseSource(seed: seed)
        let keys = (0..<64).map { _ in String(noise.next()) }.joined(separator: ",")
        let store = try TensorStore(inMemory: tensors, metadata: ["noiseKeys": keys])
        try SafetensorsWriter().write(store, to: "\(folder)/start.safetensors")
    }

    static func serve(_ words: [String]) throws {
        let (folder, teacherPath, kind) = (words[2], words[3], words[4])
        let isRounded = words[5] == "bf16"
        let threads = Int(words[6]) ?? 1
        let learningRate = Double(words[7]) ?? 1e-3
        try TrainingLibrary.keepMemory()
        try TrainingLibrary.setThreads(threads)
        let start = try TensorStore.open(path: "\(folder)/start.safetensors")
        var images: [Batch] = []
        for index in 0..<batches {
            let name = "images.\(index)"
            images.append(
                try Batch(
                    images: start.floats(named: name),
                    shape: start.info(named: name).shape
                )
            )
        }
        let precision: Precision = isRounded ? .bfloat16 : .float32
        let teacher = try FrozenNetwork(
            Start.teacher(path: teacherPath),
            precision: precision,
            threads: threads
        )
        let arithmetic: ExecutorOptions.Arithmetic = isRounded ? .bfloat16 : .full
        let prior = try Start.prior()
        var codec = try HeadDistillationStep(
            teacher: teacher,
            encoder: Start.encoder(),
            decoder: Start.decoder(),
            prior: prior,
            options: .init(lambda: lambda, arithmetic: arithmetic),
            noise: NoiseSource(seed: seed)
        )
        var decoder = try DecoderStep(
            teacher: teacher,
            encoder: FrozenNetwork(Start.encoder(), precision: precision, threads: threads),
            medians: prior.medians,
            decoder: Start.decoder(),
            arithmetic: arithmetic
        )
        var count = 0
        while readLine() != nil {
            let batch = images[count % images.count]
            let (wall, cpu) = (ContinuousClock.now, processorSeconds())
            let report =
                kind == "codec"
                ? try codec.step(batch, learningRate: learningRate)
                : try decoder.step(batch, learningRate: learningRate)
            let taken = ContinuousClock.now - wall
            let seconds =
                Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18
            print(
                """
                {"loss": \(report.loss), "bits": \(report.bits), "wall": \(seconds), \
                "cpu": \(processorSeconds() - cpu)}
                """
            )
            fflush(nil)
            count += 1
        }
    }

    static func processorSeconds() -> Double {
        Double(clock()) / Double(CLOCKS_PER_SEC)
    }
}
