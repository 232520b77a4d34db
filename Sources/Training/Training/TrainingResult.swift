/// How a training ended.
package struct TrainingResult: Sendable {
    /// Why.
    package let end: TrainingEnd
    /// Steps done, over all runs.
    package let step: Int
    /// The folder with the result; nil when the training was interrupted.
    package let folder: String?
    /// The digests of encoder and tables in the result, in hexadecimal; empty without one.
    ///
    /// They are those of the frozen encoder where there was one: its files were compared.
    package let digests: [String: String]
    /// The last measurement, in single precision; nil when there was none.
    package let figures: CodecEvaluator.Figures?
}
