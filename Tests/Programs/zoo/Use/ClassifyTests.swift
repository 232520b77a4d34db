import Foundation
import FrankenInference
import Testing

@Suite("zoo classify", .serialized)
struct ClassifyTests {
    private struct Answer: Decodable {
        struct Line: Decodable, Equatable {
            let index: Int
            let id: String
            let name: String
            let probability: Double
        }

        struct Photo: Decodable {
            let path: String
            let predictions: [Line]?
            let error: String?
        }

        let schema: String
        let backbone: String
        let precision: String
        let threads: Int
        let results: [Photo]
    }

    private let folder: ScratchFolder
    private let model: [String]

    init() throws {
        folder = try ScratchFolder()
        model = try SmallModel.options(in: folder)
    }

    private func expect(_ found: [Answer.Line]?, _ expected: some Sequence<Prediction>) {
        let expected = Array(expected)
        #expect(found?.map(\.index) == expected.map(\.index))
        #expect(found?.map(\.name) == expected.map(\.label.name))
        for (a, b) in zip(found ?? [], expected) {
            #expect(abs(a.probability - b.probability) <= 1e-5)
        }
    }

    @Test("JSON has the library's answers for every photo, in order", arguments: [1, 3, 8])
    func json(batch: Int) throws {
        let photos = SmallModel.good.map(SmallModel.photo)
        let outcome = try ZooProcess.run(
            ["classify", "--json", "--batch", "\(batch)", "--top", "4"] + model + photos
        )
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        let answer = try outcome.json(Answer.self)
        #expect(answer.schema == "zoo.classify/1" && answer.backbone == "resnet20")
        #expect(answer.precision == "f32" && answer.threads == 1)
        #expect(answer.results.map(\.path) == photos)
        for result in answer.results {
            expect(result.predictions, try SmallModel.predictions(result.path).prefix(4))
            #expect(result.error == nil)
        }
        #expect(Set(answer.results.compactMap { $0.predictions?.first?.probability }).count > 1)
    }

    @Test("People get a photo's path and a line per class, in percent")
    func text() throws {
        let path = SmallModel.photo("rings.webp")
        let outcome = try ZooProcess.run(["classify", path] + model)
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        let expected = try SmallModel.predictions(path).prefix(5)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        try #require(lines.count == 7)
        #expect(lines[0] == path && lines[6].isEmpty)
        for (line, prediction) in zip(lines.dropFirst(), expected) {
            let match = try #require(line.wholeMatch(of: #/ {2}[ \d]{4}\.\d %  (.+)/#))
            #expect(match.1 == prediction.label.name)
            let number = Double(line.split(separator: "%")[0].filter { $0 != " " }) ?? -1
            #expect(abs(number - 100 * prediction.probability) <= 0.051)
        }
    }

    @Test("A bad photo is named and the good ones are classified", arguments: [1, 4])
    func badAmongGood(batch: Int) throws {
        let names = ["ramp.png", "truncated.jpg", "missing.png", "stripes.jpg"]
        let arguments = ["classify", "--batch", "\(batch)"] + model + names.map(SmallModel.photo)
        let outcome = try ZooProcess.run(arguments)
        #expect(outcome.status == 65)
        let paths = outcome.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }
        #expect(paths == [names[0], names[3]].map { SmallModel.photo($0)[...] })
        let errors = outcome.errors.split(separator: "\n")
        #expect(errors.count == 2)
        #expect(errors.allSatisfy { $0.hasPrefix("zoo: ") })
        #expect(errors.first?.contains(SmallModel.photo(names[1])) == true)

        let json = try ZooProcess.run(arguments + ["--json"])
        #expect(json.status == 65)
        let results = try json.json(Answer.self).results
        #expect(results.map { $0.error == nil } == [true, false, false, true])
        #expect(results.map { $0.predictions == nil } == [false, true, true, false])
    }

    @Test("--resize changes what the network sees")
    func resize() throws {
        let path = SmallModel.photo("stripes.jpg")
        let outcome = try ZooProcess.run(
            ["classify", path, "--json", "--top", "10", "--resize", "40"] + model
        )
        let found = try #require(outcome.json(Answer.self).results.first?.predictions)
        expect(found, try SmallModel.predictions(path, resize: 40))
        let usual = try SmallModel.predictions(path)
        #expect(found.map(\.probability) != usual.map(\.probability))
    }

    @Test("--crop takes a larger part than the backbone's own, and none is refused")
    func crop() throws {
        let path = SmallModel.photo("stripes.jpg")
        let outcome = try ZooProcess.run(
            ["classify", path, "--json", "--top", "10", "--resize", "64", "--crop", "64"] + model
        )
        let found = try #require(outcome.json(Answer.self).results.first?.predictions)
        expect(found, try SmallModel.predictions(path, resize: 64, crop: 64))
        let usual = try SmallModel.predictions(path, resize: 64)
        #expect(found.map(\.probability) != usual.map(\.probability))
        let refused = try ZooProcess.run(["classify", path, "--crop", "0"] + model)
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--crop"))
    }

    @Test("A file of labels names the classes")
    func labels() throws {
        let file = folder.file("labels.txt")
        try Data((0..<10).map { "id\($0)\tkind \($0)\n" }.joined().utf8).write(to: file)
        let outcome = try ZooProcess.run(
            ["classify", SmallModel.photo("ramp.png"), "--json", "--labels", file.path] + model
        )
        for line in try #require(outcome.json(Answer.self).results.first?.predictions) {
            #expect(line.id == "id\(line.index)" && line.name == "kind \(line.index)")
        }
    }

    @Test("All processors are used unless --threads says otherwise")
    func threads() throws {
        let arguments = ["classify", SmallModel.photo("ramp.png"), "--json"] + model.dropLast(2)
        let answer = try ZooProcess.run(arguments).json(Answer.self)
        #expect(answer.threads >= 1)
    }
}
