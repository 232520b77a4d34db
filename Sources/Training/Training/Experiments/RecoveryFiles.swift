internal import FrankenBytes
internal import FrankenEvaluation
internal import FrankenFiles
internal import FrankenRecipes

/// The folder of an experiment: what was measured, as JSON, CSV and a picture, and a folder with
/// the training of each run.
struct RecoveryFiles {
    private static let resultFile = "recover.json"
    private static let tableFile = "recover.csv"
    private static let figureFile = "recover.svg"

    let folder: String

    init(folder: String) {
        self.folder = folder
        // What cannot be made is reported by the first file in it.
        _ = try? Folder.make(folder, mode: 0o755)
        _ = try? Folder.make("\(folder)/runs", mode: 0o755)
    }

    /// The folder of a run's training.
    func training(of run: ExperimentPlan.Run) -> String { "\(folder)/runs/\(run.folderName)" }

    /// What was measured before; an empty report in a new folder.
    ///
    /// - Throws: ``TrainingError`` with code `.exists` for results of another plan.
    func report(_ plan: ExperimentPlan, evaluation: String) throws -> RecoveryReport {
        let fresh = try RecoveryReport(plan, evaluation: evaluation)
        let path = "\(folder)/\(Self.resultFile)"
        guard FileStatus.exists(path) else { return fresh }
        let file = try MappedFile(path: path)
        let report = try RecoveryReport(bytes: file.copyBytes(in: 0..<file.byteCount))
        guard report.plan == fresh.plan, report.evaluation == evaluation else {
            throw TrainingError(
                .exists,
                "'\(folder)' holds results of another plan or of other images "
                    + "(\(report.name), \(report.evaluation)). Name another folder."
            )
        }
        return report
    }

    /// Writes everything that is known; each file is replaced at once.
    func write(_ report: RecoveryReport, _ plan: ExperimentPlan) throws {
        try AtomicFile.write(report.bytes(plan), to: "\(folder)/\(Self.resultFile)")
        try AtomicFile.write(Array(report.csv.text.utf8), to: "\(folder)/\(Self.tableFile)")
        let figure = report.plot(plan).svg()
        try AtomicFile.write(Array(figure.utf8), to: "\(folder)/\(Self.figureFile)")
    }
}
