/// How a training ended.
public struct TrainingResult: Sendable {
    /// Why.
    public let end: TrainingEnd
    /// Steps done, over all runs.
    public let step: Int
    /// The folder with the result; nil when the training was interrupted.
    public let folder: String?
    /// The digests of encoder and tables in the result, in hexadecimal; empty without one.
    ///
    /// They are those of the frozen encoder where there was one: its files were compared.
    public let digests: [String: String]
    /// The last measurement, in single precision; nil when there was none.
    public let figures: CodecEvaluator.Figures?
}
