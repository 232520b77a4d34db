import Foundation
import FrankenEvaluation
import FrankenRecipes
import Testing

@Suite("Training logs")
struct TrainingLogTests {
    @Test("Lines are read back; a resumed training replaces what it does again")
    func resume() throws {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/log.jsonl"
        do {
            let log = try TrainingLog(path: path)
            try log.append(LogRecord(.start, step: 0, text: "resnet50\nrecipe"))
            for step in 1...6 {
                try log.append(
                    LogRecord(.step, step: step, seconds: 0.5, values: ["loss": 1 / 3.0])
                )
            }
        }
        try folder.edit("log.jsonl") { $0.append(contentsOf: Array("{\"event\": \"st".utf8)) }
        #expect(try TrainingLog.records(of: path).count == 7)
        let log = try TrainingLog(path: path, resumingAt: 4)
        try log.append(LogRecord(.step, step: 5, values: ["loss": .nan, "bitsPerPixel": 0.25]))
        let records = try TrainingLog.records(of: path)
        #expect(records.map(\.step) == [0, 1, 2, 3, 4, 5])
        #expect(records[0].text == "resnet50\nrecipe")
        #expect(records[4].values == ["loss": 1 / 3.0])
        #expect(records[5].values == ["bitsPerPixel": 0.25])
        #expect(records[5].text == "loss is nan")
        _ = try TrainingLog(path: path)
        #expect(try TrainingLog.records(of: path).isEmpty)
    }

    @Test("A line that is no record is named by its number")
    func damaged() throws {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/log.jsonl"
        try TrainingLog(path: path).append(LogRecord(.stop, step: 9, text: "done"))
        try folder.edit("log.jsonl") { $0.append(contentsOf: Array("{\"event\": 3}\n".utf8)) }
        let error = try #require(throws: RecipeError.self) { try TrainingLog.records(of: path) }
        #expect(error.code == .damaged)
        #expect(error.message.contains("line 2"))
        #expect(try TrainingLog.records(of: "\(folder.path)/none").isEmpty)
        #expect(throws: RecipeError(.file, "")) { try TrainingLog(path: "/no/such/log.jsonl") }
    }
}

@Suite("Learning curves")
struct LearningCurvesTests {
    @Test("A long log is thinned to means; other lines and figures are left out")
    func thinning() {
        var records = (0..<5000).map {
            LogRecord(.step, step: $0, values: ["loss": Double($0 % 5), "bits": 2])
        }
        records.append(LogRecord(.evaluation, step: 10, values: ["loss": 99, "top1": 0.5]))
        let plot = LearningCurves.plot(
            ["loss", "none"],
            of: records,
            title: "a",
            unit: "loss"
        )
        #expect(plot.series.map(\.name) == ["loss"])
        #expect(plot.series[0].points.count == 1000)
        #expect(plot.series[0].points.allSatisfy { $0.y == 2 })
        #expect(plot.series[0].points[1].x == 9)
        let tops = LearningCurves.plot(
            ["top1"],
            of: records,
            event: .evaluation,
            title: "",
            unit: ""
        )
        #expect(tops.series[0].points == [.init(10, 0.5)])
    }
}
