import Foundation
import FrankenRecipes
import FrankenTraining
import Testing

@Suite("Files among the data that are no samples")
@MainActor
struct LeftOutTests {
    private func strays(_ count: Int, in folder: String) throws -> [String] {
        try (0..<count).map { number in
            let path = "\(folder)/stray\(number).gif"
            try Data("GIF89a".utf8).write(to: URL(filePath: path))
            return path
        }
    }

    private func skipped(_ log: String) throws -> [String] {
        try TrainingLog.records(of: log).filter { $0.event == .skipped }.compactMap(\.text)
    }

    @Test("A classifier's training names them all in its log, and the first to its caller")
    func backbone() async throws {
        let training = try TinyBackbone()
        let paths = try strays(8, in: training.folder.file("images/class-1").path)
        var told: [String] = []
        _ = try await training.train("out", limit: 1) { record in
            if record.event == .skipped { told.append(record.text ?? "") }
        }
        #expect(told.count == 6 && told.last?.hasPrefix("3 more files") == true, "\(told)")
        let logged = try skipped(training.output("out/log.jsonl"))
        #expect(logged.count == 8)
        for path in paths {
            #expect(logged.contains { $0.hasPrefix(path) && $0.contains("GIF") })
        }
    }

    @Test("A codec's training too")
    func codec() async throws {
        let training = try TinyTraining()
        let paths = try strays(1, in: training.data)
        var told: [String] = []
        _ = try await training.train("out", limit: 1) { record in
            if record.event == .skipped { told.append(record.text ?? "") }
        }
        #expect(told.contains { $0.hasPrefix(paths[0]) }, "\(told)")
        #expect(try skipped(training.output("out/log.jsonl")).contains { $0.hasPrefix(paths[0]) })
    }
}
