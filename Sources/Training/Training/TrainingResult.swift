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

/// How a training ended.
package struct TrainingResult: Sendable {
    /// Why.
    package let end: TrainingEnd
    /// Steps done, over all runs.
    package let step: Int
    /// What was made; nil when the training was interrupted, and in all processes but the first.
    package let parts: ResultParts?

    /// The folder with a codec or decoder, or the file with a classifier's weights.
    package var path: String? { parts?.path }
    /// ``ResultParts/digests``; empty without a result.
    package var digests: [String: String] { parts?.digests ?? [:] }
    /// ``ResultParts/figures``.
    package var figures: CodecEvaluator.Figures? { parts?.figures }
    /// ``ResultParts/views``; empty without a result.
    package var views: [BackboneFigures] { parts?.views ?? [] }
}

/// What a training made.
package struct ResultParts: Sendable {
    /// The folder with a codec or decoder, or the file with a classifier's weights.
    package let path: String
    /// The digests of encoder and tables, in hexadecimal; empty for a classifier.
    ///
    /// They are those of the frozen encoder where there was one: its files were compared.
    package var digests: [String: String] = [:]
    /// What was measured of a codec, in single precision.
    package var figures: CodecEvaluator.Figures?
    /// What was measured of a classifier, one for each view of the recipe.
    package var views: [BackboneFigures] = []
}
