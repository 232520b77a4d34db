package import FrankenRecipes

/// What an experiment tells while it runs.
package enum RecoveryEvent: Sendable {
    /// A run begins, or goes on: its number from 1, and how many there are.
    case run(ExperimentPlan.Run, number: Int, count: Int)
    /// What the training of the run tells.
    case training(LogRecord)
    /// A backbone was measured without a codec.
    case uncompressed(backbone: String, top1: Double, n: Int)
    /// A decoder was measured.
    case point(RecoveryPoint)
}
