import Foundation
import FrankenInference
import Testing

@Suite("zoo evaluate", .serialized)
struct EvaluateTests {
    private struct Answer: Decodable {
        struct Skipped: Decodable {
            let path: String
            let reason: String
        }

        let schema: String
        let backbone: String
        let precision: String
        let top1: Double
        let top5: Double
        let n: Int
        let skipped: [Skipped]
        let photosPerSecond: Double
    }

    private let folder: ScratchFolder
    private let images: URL
    private let model: [String]

    init() throws {
        folder = try ScratchFolder()
        images = folder.file("images")
        model = try SmallModel.options(in: folder) + ["--images", images.path]
    }

    private func put(_ name: String, into folder: String, as new: String? = nil) throws {
        let place = images.appending(path: folder)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: SmallModel.photos.appending(path: name),
            to: place.appending(path: new ?? name)
        )
    }

    /// Photos in the folder of the class that the library puts first, fifth and last.
    private func fill() throws {
        for (name, rank) in zip(SmallModel.good, [0, 4, 5, 9]) {
            let prediction = try SmallModel.predictions(SmallModel.photo(name))[rank]
            try put(name, into: rank == 0 ? String(prediction.index) : prediction.label.id)
        }
        try put("truncated.jpg", into: "airplane")
        try put("text.jpg", into: "airplane", as: "notes.txt")
    }

    @Test("Shares of photos, and those left out by name", arguments: [1, 8])
    func json(batch: Int) throws {
        try fill()
        let outcome = try ZooProcess.run(["evaluate", "--json", "--batch", "\(batch)"] + model)
        #expect(outcome.status == 0)
        let answer = try outcome.json(Answer.self)
        #expect(answer.schema == "zoo.evaluate/1" && answer.backbone == "resnet20")
        #expect(answer.n == 4 && answer.top1 == 0.25 && answer.top5 == 0.5)
        let skipped = ["notes.txt", "truncated.jpg"].map { "\(images.path)/airplane/\($0)" }
        #expect(answer.skipped.map(\.path) == skipped)
        #expect(answer.skipped.allSatisfy { !$0.reason.isEmpty })
        #expect(answer.photosPerSecond > 0 && answer.precision == "f32")
        #expect(outcome.errors.contains("airplane/truncated.jpg"))
    }

    @Test("People get percent and the number of photos")
    func text() throws {
        try fill()
        let outcome = try ZooProcess.run(["evaluate"] + model)
        #expect(outcome.status == 0)
        #expect(outcome.output == "top-1  25.00 %\ntop-5  50.00 %\nn      4  (2 skipped)\n")
    }

    @Test("The same tree as folder, tar and tar.gz has the same figures and names the same rest")
    func packings() throws {
        try fill()
        try put("ramp.png", into: "ship/deep/er", as: "r.jfif")
        try put("ramp.png", into: "ship", as: ".hidden.png")
        for (name, head) in ["a.gif": "GIF89a", "b.bmp": "BM", "c.tif": "II*\0"] {
            try Data(head.utf8).write(to: images.appending(path: "ship/\(name)"))
        }
        for (options, end) in [("-cf", ".tar"), ("-czf", ".tar.gz")] {
            let words = [options, images.path + end, "-C", images.path, "."]
            #expect(try Tool.run("tar", words).status == 0)
        }
        let answers = try ["/", ".tar:", ".tar.gz:"].map { end in
            let path = images.path + end.dropLast()
            let arguments = ["evaluate", "--json"] + model.dropLast() + [path]
            let outcome = try ZooProcess.run(arguments)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("ship/b.bmp"), "\(outcome.errors)")
            let answer = try outcome.json(Answer.self)
            let skipped = answer.skipped.map {
                String($0.path.dropFirst(images.path.count + end.count))
            }
            return (answer.n, answer.top1, answer.top5, skipped.sorted())
        }
        #expect(answers[0].0 == 5)
        let skipped =
            ["airplane/notes.txt", "airplane/truncated.jpg", "ship/.hidden.png"]
            + ["ship/a.gif", "ship/b.bmp", "ship/c.tif"]
        #expect(answers[0].3 == skipped)
        #expect(answers[1] == answers[0] && answers[2] == answers[0])
    }

    @Test("--resize changes what is measured")
    func resize() throws {
        // The class that a crop of the middle gives, where the whole photo gives another.
        let path = SmallModel.photo("stripes.jpg")
        let usual = try SmallModel.predictions(path).map(\.index)
        let sizes: [Int] = [40, 64, 100, 200, 400]
        let other = try sizes.first {
            try SmallModel.predictions(path, resize: $0).first?.index != usual.first
        }
        let size: Int = try #require(other)
        let index: Int = try SmallModel.predictions(path, resize: size)[0].index
        try put("stripes.jpg", into: String(index))
        let arguments = ["evaluate", "--json"] + model
        #expect(try ZooProcess.run(arguments).json(Answer.self).top1 == 0)
        let resized = try ZooProcess.run(arguments + ["--resize", String(size)])
        #expect(try resized.json(Answer.self).top1 == 1)
    }
}
