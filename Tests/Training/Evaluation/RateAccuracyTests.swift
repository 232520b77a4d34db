import FrankenCrypto
import FrankenData
import FrankenEvaluation
import FrankenInference
import Testing

@Suite("Rate and accuracy")
struct RateAccuracyTests {
    @Test("A list of codecs expands ranges, and every setting is there once")
    func baselines() throws {
        #expect(
            try ImageBaseline.list("jpeg:10..35,png,webp:0..10/5,jpeg:20").map(\.name)
                == [
                    "JPEG 10", "JPEG 20", "JPEG 30", "JPEG 35", "PNG", "WebP 0", "WebP 5",
                    "WebP 10",
                ]
        )
        #expect(
            try ImageBaseline.list("JPEG").map(\.quality) == [10, 20, 30, 40, 50, 60, 70, 80, 90]
        )
    }

    @Test(
        "Codecs and qualities that there are not are named",
        arguments: [
            "", "gif", "jpeg:", "jpeg:0", "jpeg:101", "webp:-1", "webp:5..", "webp:9..5", "png:5",
            "jpeg:10..90/0", "jpeg:10,,png", "jpeg:1..99999999999999999999",
        ]
    )
    func wrong(list: String) throws {
        let error = try #require(throws: EvaluationError.self) { try ImageBaseline.list(list) }
        #expect(error.code == .invalidBaseline)
    }

    private func data(_ photos: PhotoFolder) throws -> DataSet {
        try DataSet(paths: [photos.path], classes: ClassList((0..<10).map(String.init)))
    }

    @Test("Photos are coded, counted and classified; one that is none is named", arguments: [1, 3])
    func measure(batch: Int) async throws {
        let photos = try PhotoFolder([
            ("0/a.png", "red"), ("0/b.png", "red"), ("0/c.png", "not a photo"),
            ("1/a.png", "green"), ("1/b.png", "blue"), ("3/a.png", "red"),
        ])
        let classifier = try Classifier(RiggedBackbone.make(), batch: batch)
        let (measurement, images) = (RateAccuracy(of: classifier), try data(photos))
        var progress: [Int] = []
        let plain = try await measurement.measure(
            nil,
            on: images,
            progress: { progress.append($0) }
        )
        let uncoded = try #require(plain)
        #expect(uncoded.count == 5 && uncoded.top1Count == 3 && uncoded.top5Count == 4)
        #expect(uncoded.byteCount == 5 * 32 * 32 * 3 && uncoded.pixelCount == 1024)
        #expect(uncoded.estimatedByteCount == nil)
        #expect(uncoded.skipped.map(\.path) == ["\(photos.path)/0/c.png"])
        #expect(progress.last == 6)
        let png = try #require(try await measurement.measure(.png, on: images))
        #expect(png.top1Count == 3 && png.byteCount < uncoded.byteCount / 4)
        let jpeg = try #require(
            try await measurement.measure(.jpeg(quality: 90), on: images)
        )
        #expect(jpeg.top1Count == 3 && jpeg.byteCount != png.byteCount)
        let canceled = try await measurement.measure(nil, on: images, isCanceled: { true })
        #expect(canceled == nil)
    }

    @Test("Nothing that can be read is an error")
    func nothing() async throws {
        let photos = try PhotoFolder([("4/a.jpg", "nothing")])
        let classifier = try Classifier(RiggedBackbone.make())
        let images = try data(photos)
        await #expect(throws: EvaluationError(.nothingMeasured, "")) {
            _ = try await RateAccuracy(of: classifier).measure(nil, on: images)
        }
    }

    @Test("The digest of photos knows contents, classes and order, and not the place")
    func digest() throws {
        func digest(_ files: [(String, String)]) throws -> Digest {
            let photos = try PhotoFolder(files.map { (name: $0.0, photo: $0.1) })
            let digest = try data(photos).digest()
            // The folder is gone with the value.
            return withExtendedLifetime(photos) { digest }
        }
        let files = [("0/a.png", "red"), ("1/a.png", "green")]
        let expected = try digest(files)
        #expect(try digest(files) == expected)
        for other in [
            [("0/a.png", "green"), ("1/a.png", "green")], [("0/a.png", "red")],
            [("0/a.png", "red"), ("2/a.png", "green")],
        ] { #expect(try digest(other) != expected) }
        // Without a list the classes are those that occur: still called 0 and 1.
        let photos = try PhotoFolder(files.map { (name: $0.0, photo: $0.1) })
        let unlisted = try DataSet(paths: [photos.path]).digest()
        #expect(withExtendedLifetime(photos) { unlisted } == expected)
    }
}
