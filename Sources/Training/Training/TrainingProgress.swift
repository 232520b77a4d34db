/// Where a training stands, for people: means of the steps since the last report.
package struct TrainingProgress: Sendable {
    /// Means of the images of one level.
    package struct Level: Sendable {
        /// Squared errors per image.
        package let distortion: Double
        /// Estimated bits per pixel of the input.
        package let bitsPerPixel: Double
    }

    /// Steps done.
    package var step: Int
    /// Steps that will be done.
    package var stepCount: Int
    /// Loss per image.
    package var loss: Double
    /// Squared errors per image.
    package var distortion: Double
    /// Estimated bits per pixel of the input.
    package var bitsPerPixel: Double
    /// Cross-entropy with the true classes per image, in nats; nil where it does not count.
    package var crossEntropy: Double?
    /// Divergence from the teacher's answers per image, in nats, times the squared temperature; nil
    /// where it does not count.
    package var divergence: Double?
    /// What the time of the encoder costs per image, a constant of its architecture: it is part of
    /// the loss and has no gradient; nil where it does not count.
    package var latencyCost: Double?
    /// The same of each level, coarsest first; empty for a codec of one rate.
    package var levels: [Level] = []
    /// The learning rate of the last step.
    package var learningRate: Double
    /// Images trained on per second.
    package var imagesPerSecond: Double
    /// Seconds until the end, by the last steps' speed.
    package var secondsLeft: Double

    /// For a log.
    package var values: [String: Double] {
        var values = [
            "loss": loss, "distortion": distortion, "bitsPerPixel": bitsPerPixel,
            "learningRate": learningRate, "imagesPerSecond": imagesPerSecond,
        ]
        values["crossEntropy"] = crossEntropy
        values["divergence"] = divergence
        values["latencyCost"] = latencyCost
        for (index, level) in levels.enumerated() {
            values["level\(index).distortion"] = level.distortion
            values["level\(index).bitsPerPixel"] = level.bitsPerPixel
        }
        return values
    }
}

/// Why a training is over.
package enum TrainingEnd: String, Sendable {
    /// All steps of the recipe are done.
    case finished
    /// So many steps as were asked for are done.
    case limited
    /// The target of the recipe is reached.
    case reachedTarget
    /// Somebody asked it to stop.
    case interrupted
}

/// What a training tells while it runs.
package enum TrainingEvent: Sendable {
    /// It begins, or goes on, with so many steps done.
    case started(step: Int, stepCount: Int, note: String)
    /// Some steps are done.
    case progress(TrainingProgress)
    /// The codec was measured.
    case evaluated(step: Int, CodecEvaluator.Figures)
    /// A checkpoint is on the disk.
    case saved(step: Int, path: String)
    /// A sample could not be used.
    case skipped(name: String, reason: String)
}
