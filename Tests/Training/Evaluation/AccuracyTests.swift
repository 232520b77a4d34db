import FrankenData
import FrankenEvaluation
import FrankenInference
import Testing

@Suite("Accuracy")
struct AccuracyTests {
    /// Red, green and blue photos get the classes 0, 1 and 2; the other two colors' logits are 0,
    /// so that 3, 4, 5 and 6 follow.
    @Test("First, among five, not among five, and skipped are counted", arguments: [1, 2, 8])
    func counts(batch: Int) async throws {
        let photos = try PhotoFolder([
            ("0/a.png", "red"), ("0/b.png", "red"), ("0/c.png", "not a photo"),
            ("1/a.png", "green"), ("1/b.png", "blue"),
            ("3/a.png", "red"), ("6/a.png", "blue"), ("9/a.png", "green"),
        ])
        let backbone = try RiggedBackbone.make()
        let folder = try DataSet(
            path: photos.path,
            labels: backbone.labels,
            classCount: backbone.classCount
        )
        var seen: [Int] = []
        let accuracy = try await Accuracy(of: Classifier(backbone, batch: batch), on: folder) {
            seen.append($0.count + $0.skipped.count)
        }
        #expect(accuracy.count == 7)
        #expect(accuracy.top1Count == 3)  // two of red, one of green
        #expect(accuracy.top5Count == 5)  // and 3 and 6
        #expect(accuracy.top1 == 3.0 / 7)
        #expect(accuracy.top5 == 5.0 / 7)
        #expect(accuracy.skipped.map(\.path) == ["\(photos.path)/0/c.png"])
        #expect(accuracy.skipped.allSatisfy { !$0.reason.isEmpty })
        #expect(seen == Array(1...8))
    }

    @Test("Without any photo that can be read the shares are 0")
    func nothingReadable() async throws {
        let photos = try PhotoFolder([("4/a.jpg", "nothing"), ("5/b.webp", "")])
        let folder = try DataSet(path: photos.path, labels: nil, classCount: 10)
        let accuracy = try await Accuracy(of: Classifier(RiggedBackbone.make()), on: folder)
        #expect(accuracy.count == 0)
        #expect(accuracy.skipped.count == 2)
        #expect(accuracy.top1 == 0 && accuracy.top5 == 0)
    }
}
