internal import FrankenTorch

/// Adds steps up between two reports.
struct StepMeter {
    private let clock = ContinuousClock()
    private var start: ContinuousClock.Instant
    private var (steps, images) = (0, 0)
    private var (loss, distortion, bits) = (0.0, 0.0, 0.0)
    private var (crossEntropy, divergence) = (0.0, 0.0)
    private var levels: [StepReport.Level] = []
    private var pause = Duration.zero

    init() {
        start = clock.now
    }

    /// Whether a report is due: at first soon, then twice a minute.
    var isDue: Bool { steps >= 10 && elapsed > 5 || elapsed > 30 }

    private var elapsed: Double { (clock.now - start - pause).inSeconds }

    mutating func add(_ report: StepReport, images count: Int) {
        steps += 1
        images += count
        loss += report.loss
        distortion += report.distortion
        bits += report.bits
        crossEntropy += report.crossEntropy
        divergence += report.divergence
        if levels.isEmpty { levels = report.levels.map { _ in .init() } }
        for (index, level) in report.levels.enumerated() where index < levels.count {
            levels[index].images += level.images
            levels[index].distortion += level.distortion
            levels[index].bits += level.bits
        }
    }

    /// Leaves out the time of something that is no step.
    mutating func exclude<Result>(_ body: () throws -> Result) rethrows -> Result {
        let begin = clock.now
        defer { pause += clock.now - begin }
        return try body()
    }

    /// The means, nil when there were no steps; begins anew.
    mutating func report(
        step: Int,
        of stepCount: Int,
        pixels: Int,
        learningRate: Double
    ) -> TrainingProgress? {
        guard steps > 0 else { return nil }
        let (seconds, count) = (elapsed, Double(images))
        var progress = TrainingProgress(
            step: step,
            stepCount: stepCount,
            loss: loss / count,
            distortion: distortion / count,
            bitsPerPixel: bits / count / Double(max(pixels, 1)),
            learningRate: learningRate,
            imagesPerSecond: seconds > 0 ? count / seconds : 0,
            secondsLeft: seconds / Double(steps) * Double(max(stepCount - step, 0))
        )
        if crossEntropy != 0 { progress.crossEntropy = crossEntropy / count }
        if divergence != 0 { progress.divergence = divergence / count }
        progress.levels = levels.map { level in
            let images = max(level.images, 1)
            return TrainingProgress.Level(
                distortion: level.distortion / images,
                bitsPerPixel: level.bits / images / Double(max(pixels, 1))
            )
        }
        self = StepMeter()
        return progress
    }
}

extension Duration {
    /// As a number.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
