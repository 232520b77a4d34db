import FrankenCommands
import FrankenRecipes
import FrankenTraining

extension Reporter {
    private struct Line: Encodable {
        let event: String
        var run: String?
        var number: Int?
        var count: Int?
        var point: RecoveryPoint?
        var backbone: String?
        var top1: Double?
    }

    /// What an experiment tells.
    func report(_ event: RecoveryEvent) {
        let line: Line
        let words: String
        switch event {
        case .training(let record): return report(record)
        case .run(let run, let number, let count):
            line = Line(event: "run", run: run.folderName, number: number, count: count)
            words = "run \(number) of \(count): \(run.folderName)"
        case .uncompressed(let backbone, let top1, let n):
            line = Line(event: "uncompressed", backbone: backbone, top1: top1)
            words = "\(backbone) without a codec: top-1 \(Self.percent(top1)), n \(n)"
        case .point(let point):
            line = Line(event: "point", point: point)
            words =
                "\(point.encoder), \(point.backbone), \(point.start), seed \(point.seed): top-1 "
                + "\(Self.percent(point.top1)) after \(point.iteration)"
        }
        if isJSON { print(json: line) } else { Terminal.note(words) }
    }

    /// How the runs went, and where everything is.
    func end(_ recoveries: [RecoveryReport.Recovery], isComplete: Bool, folder: String) {
        for run in recoveries {
            if isJSON {
                print(json: run)
                continue
            }
            let share = run.share.map { " (\(Self.percent($0, 1)) of the codec's own)" } ?? ""
            print(
                "\(run.encoder), \(run.backbone), \(run.start), seed \(run.seed): within a point of "
                    + "\(Self.percent(run.endTop1)) after \(run.iterations) iterations\(share)"
            )
        }
        guard !isJSON else { return }
        let rest = isComplete ? "" : "; the same command goes on"
        print("the figures are in \(folder)/recover.svg and .csv\(rest)")
    }
}
