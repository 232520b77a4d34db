import Foundation
import FrankenBytes
import FrankenEvaluation
import FrankenRecipes
import Testing

@Suite("Iterations to recover")
struct RecoveryReportTests {
    private func report(_ plan: ExperimentPlan, runs: Int? = nil) throws -> RecoveryReport {
        var report = try RecoveryReport(plan, evaluation: "eval")
        report.uncompressed = ["resnet18": 0.8]
        report.codecIterations = ["b": 500]
        for (number, run) in plan.runs.enumerated().prefix(runs ?? plan.runs.count) {
            for (step, top1) in zip(plan.steps, [0.1, 0.595, 0.6]) {
                report.points.append(
                    RecoveryPoint(
                        run,
                        iteration: step,
                        imagesSeen: step * 16,
                        // The last runs need all steps.
                        top1: number > 7 && step == 10 ? 0.58 : top1,
                        top5: 0.9,
                        meanBytes: 2900.5,
                        n: 100
                    )
                )
            }
        }
        return report
    }

    @Test("The first measurement within a point of the last one counts, and the codec's own steps")
    func recoveries() throws {
        let plan = try ExperimentPlanTests.plan()
        let recoveries = try report(plan).recoveries(plan)
        #expect(recoveries.map(\.iterations) == [10, 10, 10, 10, 10, 10, 10, 10, 40, 40])
        #expect(recoveries.allSatisfy { $0.endTop1 == 0.6 })
        #expect(recoveries[0].share == nil && recoveries[4].share == 0.02)
        #expect(recoveries[9].share == 0.08 && recoveries[9].start == "relative")
        // What did not come to its end has not recovered.
        #expect(try report(plan, runs: 3).recoveries(plan).count == 3)
        var halfway = try report(plan, runs: 1)
        halfway.points.removeLast()
        #expect(halfway.recoveries(plan).isEmpty)
        #expect(halfway.point(of: plan.runs[0], after: 10)?.top1 == 0.595)
        #expect(halfway.point(of: plan.runs[0], after: 40) == nil)
    }

    @Test("JSON reads back, and has what its schema says")
    func json() throws {
        let plan = try ExperimentPlanTests.plan()
        let report = try report(plan)
        let bytes = try report.bytes(plan)
        #expect(try RecoveryReport(bytes: bytes) == report)
        #expect(throws: RecipeError(.damaged, "")) {
            try RecoveryReport(bytes: Array(bytes.dropLast(3)))
        }
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        )
        #expect(object["complete"] as? Bool == true)
        let file = "\(ScratchFolder.package)/Zoo/schemas/output/zoo.experiment-result-1.json"
        let schema = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
                as? [String: Any]
        )
        try compare(object, schema)
    }

    @Test("A plan's schema knows the fields that plans have")
    func planSchema() throws {
        let file = "\(ScratchFolder.package)/Zoo/schemas/experiment.schema.json"
        let schema = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: file)))
                as? [String: Any]
        )
        let plan = try JSONSerialization.jsonObject(with: Data(ExperimentPlanTests.text.utf8))
        try compare(try #require(plan as? [String: Any]), schema)
    }

    /// Fields that are missing or unknown, at every depth.
    private func compare(_ object: [String: Any], _ schema: [String: Any]) throws {
        guard let properties = schema["properties"] as? [String: [String: Any]] else { return }
        let required = try #require(schema["required"] as? [String])
        #expect(Set(required).subtracting(object.keys).isEmpty)
        for (key, value) in object {
            let known = try #require(properties[key], "\(key) is not in the schema")
            if let constant = known["const"] as? String { #expect(value as? String == constant) }
            let items = known["items"] as? [String: Any] ?? [:]
            for item in value as? [[String: Any]] ?? [] { try compare(item, items) }
        }
    }

    @Test("The table has a row for each point")
    func csv() throws {
        let plan = try ExperimentPlanTests.plan()
        let table = try report(plan).csv
        #expect(table.rows.count == 30)
        #expect(
            table.record(29) == [
                "encoder": "b", "backbone": "resnet34", "start": "relative", "seed": "7",
                "iteration": "40", "images_seen": "640", "top1": "0.6", "top5": "0.9",
                "mean_bytes": "2900.5", "n": "100",
            ]
        )
    }

    @Test("The picture has a chart for each encoder, a line for each pair and start")
    func plot() throws {
        let plan = try ExperimentPlanTests.plan()
        let grid = try report(plan).plot(plan)
        #expect(grid.plots.count == 2)
        #expect(grid.plots[0].title.contains("resnet50"))
        #expect(
            grid.plots[1].series.map(\.name)
                == ["resnet18, scratch", "resnet34, scratch", "resnet34, relative"]
        )
        #expect(grid.plots[1].series.map(\.color) == [0, 1, 1])
        let relative = grid.plots[1].series[2]
        #expect(relative.stroke == .dashed && relative.points.map(\.x) == [0, 10, 40])
        #expect(abs(relative.points[1].y - 58) < 1e-9)
        #expect(grid.plots[0].levels.map(\.y) == [80])
        #expect(!grid.svg().isEmpty)
        let empty = try RecoveryReport(plan, evaluation: "eval").plot(plan)
        #expect(empty.plots.allSatisfy(\.series.isEmpty) && !empty.svg().isEmpty)
    }
}
