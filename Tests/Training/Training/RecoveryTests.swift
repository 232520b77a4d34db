import Foundation
import FrankenBytes
import FrankenFamilies
import FrankenRecipes
import FrankenTraining
import Testing

@Suite("Experiments")
struct RecoveryTests {
    private let training: TinyTraining
    private let plan: ExperimentPlan

    /// A codec of six steps, a decoder of four for it, and a plan for both.
    init() async throws {
        let training = try TinyTraining()
        _ = try await training.train("codec")
        _ = try await training.train(
            "decoder",
            limit: 4,
            encoder: training.output("codec/encoder")
        )
        let recipe = training.folder.file("tiny-decoder.json")
        try Data(training.recipeText(isDecoder: true).utf8).write(to: recipe)
        let text = #"""
            {"schema": "zoo.experiment/1", "name": "tiny", "summary": "For tests.",
             "encoders": [{"name": "own", "folder": "codec", "trainedWith": "resnet20"}],
             "backbones": [{"name": "resnet20", "weights": "resnet20.safetensors",
                            "recipe": "tiny-decoder.json"}],
             "starts": [{"name": "scratch"}, {"name": "relative", "from": "decoder"}],
             "steps": [0, 2, 5], "images": 10, "seeds": [3]}
            """#
        plan = try ExperimentPlan(bytes: Array(text.utf8))
        self.training = training
    }

    private func run(
        _ output: String,
        plan other: ExperimentPlan? = nil,
        isStopped: () -> Bool = { false },
        report: (RecoveryEvent) -> Void = { _ in }
    ) async throws -> (report: RecoveryReport, isComplete: Bool) {
        try await RecoveryExperiment(
            other ?? plan,
            registry: BuiltInBlueprints.registry(),
            options: RecoveryOptions(
                base: training.folder.url.path,
                planFolder: training.folder.url.path,
                data: [training.data],
                evaluation: [training.data],
                evaluationName: "cifar",
                folder: training.output(output),
                threads: 1
            )
        ).run(isStopped: isStopped, report: report)
    }

    @Test("Every pair is trained and measured at the plan's steps, and written as it becomes known")
    func whole() async throws {
        var runs: [String] = []
        let (report, isComplete) = try await run(
            "out",
            report: { event in
                guard case .run(let run, _, let count) = event else { return }
                runs.append("\(run.start.name)/\(count)")
            }
        )
        #expect(isComplete && runs == ["scratch/2", "relative/2"])
        #expect(report.points.map(\.iteration) == [0, 2, 5, 0, 2, 5])
        #expect(report.points.map(\.imagesSeen) == [0, 16, 40, 0, 16, 40])
        #expect(report.points.allSatisfy { $0.n == 10 && $0.meanBytes > 20 && $0.seed == 3 })
        // One encoder, the same images: the bytes never change.
        #expect(Set(report.points.map(\.meanBytes)).count == 1)
        #expect(report.codecIterations == ["own": 6])
        #expect(report.uncompressed.keys.sorted() == ["resnet20"])
        #expect(report.recoveries(plan).count == 2)
        let table = try CSVTable(bytes: Array(training.bytes("out/recover.csv")))
        #expect(table.rows.count == 6)
        #expect(try RecoveryReport(bytes: Array(training.bytes("out/recover.json"))) == report)
        let picture = try String(decoding: training.bytes("out/recover.svg"), as: UTF8.self)
        #expect(picture.contains("resnet20, relative"))
        // A second call has nothing to do.
        var events = 0
        let again = try await run("out", report: { _ in events += 1 })
        #expect(again.report == report && events == 0)
    }

    @Test("A relative's decoder is what its run begins with")
    func relative() async throws {
        let names = ["scratch", "relative"].map { "own--resnet20--\($0)--3" }
        var first: [String: Data] = [:]
        var name = ""
        _ = try await run(
            "out",
            report: { event in
                if case .run(let run, _, _) = event { name = run.folderName }
                if case .point(let point) = event, point.iteration == 0 {
                    first[name] = try? training.bytes("out/runs/\(name)/weights.safetensors")
                }
            }
        )
        let decoder = try training.bytes("decoder/weights.safetensors")
        #expect(first[names[0]] != nil && first[names[0]] != decoder)
        #expect(first[names[1]] == decoder)
    }

    @Test("Halting to measure changes nothing: the weights are those of a training in one go")
    func halting() async throws {
        _ = try await run("out")
        let recipe = try Recipe(bytes: Array(training.recipeText(isDecoder: true).utf8))
        var straight = training
        straight.steps = 5
        let halted = try training.bytes("out/runs/own--resnet20--scratch--3/weights.safetensors")
        let whole = try await straight.train(
            "straight",
            encoder: training.output("codec/encoder"),
            recipe: recipe.run(steps: 5, seed: 3)
        )
        #expect(whole.step == 5)
        #expect(try training.bytes("straight/weights.safetensors") == halted)
    }

    @Test("What was interrupted goes on where it was, to the same figures")
    func interrupted() async throws {
        let whole = try await run("whole").report
        var steps = 0
        let (half, isComplete) = try await run(
            "halves",
            isStopped: {
                steps += 1
                return steps > 6
            }
        )
        #expect(!isComplete && half.points.count < whole.points.count)
        let rest = try await run("halves")
        #expect(rest.isComplete && rest.report == whole)
    }

    @Test("Results of another plan are not added to")
    func otherPlan() async throws {
        _ = try await run("out")
        let text = try String(
            decoding: StableJSONEncoder(.compact).encode(plan),
            as: UTF8.self
        ).replacingOccurrences(of: "[0,2,5]", with: "[0,2,6]")
        let other = try ExperimentPlan(bytes: Array(text.utf8))
        #expect(other != plan)
        await #expect(throws: TrainingError(.exists, "")) {
            _ = try await run("out", plan: other)
        }
    }
}
