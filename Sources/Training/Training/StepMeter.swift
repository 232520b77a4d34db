internal import FrankenTorch

/// Adds steps up between two reports.
struct StepMeter {
    private let clock = ContinuousClock()
    private var start: ContinuousClock.Instant
    private var (steps, images) = (0, 0)
    private var sum = StepReport(loss: 0, distortion: 0, bits: 0, quantileLoss: 0)
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
        sum.add(report)
    }

    /// Leaves out the time of something that is no step.
    mutating func exclude<Result>(_ body: () throws -> Result) rethrows -> Result {
        let begin = clock.now
        defer { pause += clock.now - begin }
        return try body()
    }

    /// Leaves out the time since an instant.
    mutating func exclude(since begin: ContinuousClock.Instant) { pause += clock.now - begin }

    /// Tells the means and begins anew.
    ///
    /// - Parameter left: Steps that are still to do.
    /// - Returns: The mean over images, and the speed; nil when there were no steps.
    mutating func report(left: Int) -> (mean: StepReport, speed: [String: Double])? {
        guard steps > 0 else { return nil }
        let seconds = elapsed
        let speed = [
            "imagesPerSecond": seconds > 0 ? Double(images) / seconds : 0,
            "secondsLeft": seconds / Double(steps) * Double(max(left, 0)),
        ]
        let mean = sum.divided(by: Double(images))
        self = StepMeter()
        return (mean, speed)
    }
}

extension StepReport {
    fileprivate mutating func add(_ other: StepReport) {
        loss += other.loss
        distortion += other.distortion
        bits += other.bits
        quantileLoss += other.quantileLoss
        crossEntropy += other.crossEntropy
        divergence += other.divergence
        if levels.isEmpty { levels = other.levels.map { _ in .init() } }
        for (index, level) in other.levels.enumerated() where index < levels.count {
            levels[index].images += level.images
            levels[index].distortion += level.distortion
            levels[index].bits += level.bits
        }
    }

    /// Means over so many images; those of levels over their own.
    fileprivate func divided(by images: Double) -> StepReport {
        StepReport(
            loss: loss / images,
            distortion: distortion / images,
            bits: bits / images,
            quantileLoss: quantileLoss / images,
            crossEntropy: crossEntropy / images,
            divergence: divergence / images,
            levels: levels.map { level in
                let own = max(level.images, 1)
                return .init(
                    images: level.images,
                    distortion: level.distortion / own,
                    bits: level.bits / own
                )
            }
        )
    }
}

extension Duration {
    /// As a number.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
