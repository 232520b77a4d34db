package import FrankenBytes
internal import FrankenCrypto

/// How many iterations decoders need until an encoder trained with one backbone serves another.
///
/// Its JSON has the schema `zoo.experiment-result/1`.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952, figure 16.
package struct RecoveryReport: Sendable, Equatable {
    /// The first words of the JSON.
    package static let schema = "zoo.experiment-result/1"
    /// A run has recovered once its top-1 share is no further than this from its last one.
    package static let tolerance = 0.01

    /// How a run went.
    package struct Recovery: Sendable, Hashable, Codable {
        /// The encoder.
        package let encoder: String
        /// The backbone that the decoder is for.
        package let backbone: String
        /// What the decoder began with.
        package let start: String
        /// Where random numbers started.
        package let seed: UInt64
        /// The top-1 share after the last step.
        package let endTop1: Double
        /// The first measured iteration within ``RecoveryReport/tolerance`` of it.
        package let iterations: Int
        /// Iterations of the encoder's own training, where they are known.
        package let codecIterations: Int?
        /// ``iterations`` over ``codecIterations``.
        package let share: Double?
    }

    /// The plan's name.
    package let name: String
    /// The digest of the plan.
    package let plan: String
    /// What the images for evaluation are called.
    package let evaluation: String
    /// For each backbone, its top-1 share on the same images without a codec.
    package var uncompressed: [String: Double] = [:]
    /// For each encoder, the iterations of its own training, where they are known.
    package var codecIterations: [String: Int] = [:]
    /// What was measured so far.
    package var points: [RecoveryPoint] = []

    /// A report without points.
    ///
    /// - Parameters:
    ///   - plan: What is done.
    ///   - evaluation: What the images for evaluation are called.
    /// - Throws: ``RecipeError`` with code `.invalidRecipe`.
    package init(_ plan: ExperimentPlan, evaluation: String) throws(RecipeError) {
        name = plan.name
        self.plan = try plan.digest().hex
        self.evaluation = evaluation
    }

    /// The point of a run after some steps.
    package func point(of run: ExperimentPlan.Run, after step: Int) -> RecoveryPoint? {
        points.first { $0.iteration == step && $0.belongs(to: run) }
    }

    /// How the runs went that came to their last step.
    package func recoveries(_ plan: ExperimentPlan) -> [Recovery] {
        plan.runs.compactMap { run in
            let own = points.filter { $0.belongs(to: run) }.sorted { $0.iteration < $1.iteration }
            guard let end = own.last, end.iteration == plan.steps.last,
                let first = own.first(where: { $0.top1 >= end.top1 - Self.tolerance - 1e-12 })
            else { return nil }
            let codec = codecIterations[run.encoder.name]
            return Recovery(
                encoder: run.encoder.name,
                backbone: run.backbone.name,
                start: run.start.name,
                seed: run.seed,
                endTop1: end.top1,
                iterations: first.iteration,
                codecIterations: codec,
                share: codec.map { Double(first.iteration) / Double($0) }
            )
        }
    }

    /// The points as comma-separated values.
    package var csv: CSVTable {
        var table = CSVTable(columns: [
            "encoder", "backbone", "start", "seed", "iteration", "images_seen", "top1", "top5",
            "mean_bytes", "n",
        ])
        for point in points {
            table.append([
                point.encoder, point.backbone, point.start, "\(point.seed)", "\(point.iteration)",
                "\(point.imagesSeen)", "\(point.top1)", "\(point.top5)", "\(point.meanBytes)",
                "\(point.n)",
            ])
        }
        return table
    }
}
