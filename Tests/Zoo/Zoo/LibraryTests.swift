import FrankenBundle
import FrankenCodec
import FrankenImage
import FrankenInference
import FrankenStore
import FrankenZoo
import Testing

@Suite("The library's API")
struct LibraryTests {
    private let fixture: ZooFixture

    init() throws {
        fixture = try ZooFixture()
    }

    private static func photo() throws -> PixelImage {
        let side = 40
        return try PixelImage(
            width: side,
            height: side,
            rgb: (0..<side * side * 3).map { UInt8($0 * 7 & 255) }
        )
    }

    @Test("A zoo that nobody installed anything into lists nothing and makes nothing")
    func empty() throws {
        #expect(try fixture.zoo.list().isEmpty)
        #expect(try fixture.zoo.installedNames().isEmpty)
        #expect(throws: StoreError(.notInstalled, "")) { try fixture.zoo.backbone("resnet20") }
    }

    @Test("Backbones of one encoder take one bitstream and hold one encoder")
    func sharing() throws {
        try fixture.install("resnet20")
        let second = try fixture.install("resnet32")
        #expect(second.shared.count >= 5)
        let zoo = fixture.zoo
        #expect(try zoo.installedNames() == ["resnet20", "resnet32"])
        let (first, other) = (try zoo.backbone("resnet20"), try zoo.backbone("resnet32:1.0.0"))
        #expect(first.encoder.description == other.encoder.description)
        // Not only equal: compiled once.
        #expect(try first.edgeEncoder() === other.edgeEncoder())
        let stream = try first.encode(Self.photo())
        #expect(try stream == other.encode(Self.photo()))
        let answers = try [first, other].map { try $0.classify(stream, top: 10) }
        for answer in answers {
            #expect(abs(answer.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
            #expect(Set(answer.map(\.label.name)).contains("airplane"))
        }
        #expect(answers[0] != answers[1])
    }

    @Test("A stream of another encoder is refused and gives no classes")
    func otherEncoder() throws {
        try fixture.install("resnet20")
        try fixture.install("resnet32") { $0.seed = 2 }
        let (first, other) = (
            try fixture.zoo.backbone("resnet20"), try fixture.zoo.backbone("resnet32")
        )
        #expect(first.encoder.description != other.encoder.description)
        let stream = try first.encode(Self.photo())
        let error = #expect(throws: (any Error).self) { try other.classify(stream) }
        #expect("\(try #require(error))".contains("encoder"))
    }

    @Test("Threads share a zoo, a backbone and its classifier")
    func concurrentUse() async throws {
        try fixture.install("resnet20")
        try fixture.install("resnet32")
        let zoo = fixture.zoo
        let expected = try ["resnet20", "resnet32"].map { name in
            let backbone = try zoo.backbone(name)
            return try backbone.classify(backbone.encode(Self.photo()), top: 3)
        }
        try await withThrowingTaskGroup { group in
            for index in 0..<24 {
                group.addTask {
                    let backbone = try zoo.backbone(["resnet20", "resnet32"][index % 2])
                    let stream = try backbone.encode(Self.photo())
                    let answer = try backbone.classify(stream, top: 3)
                    #expect(answer == expected[index % 2])
                    #expect(try zoo.list().count == 2)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("Unknown names come with suggestions")
    func suggestions() throws {
        try fixture.install("resnet20")
        let error = #expect(throws: StoreError.self) { try fixture.zoo.backbone("resnet21") }
        #expect(error?.code == .notInstalled)
        #expect(error?.suggestions == ["resnet20"])
    }

    @Test("A handle stays as it is when its bundle is replaced, removed and collected")
    func replacement() throws {
        try fixture.install("resnet20")
        let zoo = fixture.zoo
        let before = try zoo.backbone("resnet20")
        let photo = try Self.photo()
        let answer = try before.classify(before.encode(photo), top: 10)
        try fixture.install("resnet20") {
            $0.seed = 5
            $0.version = try BundleVersion("1.1.0")
        }
        #expect(try zoo.backbone("resnet20").reference == "resnet20:1.1.0")
        _ = try zoo.store.remove(BundleReference("resnet20:1.0.0"))
        try zoo.store.collect(zoo.store.garbage())
        #expect(throws: StoreError.self) { try zoo.backbone("resnet20:1.0.0") }
        // Nothing was compiled for one thread yet: what a handle needs, it holds.
        #expect(before.reference == "resnet20:1.0.0")
        let predictor = try Predictor([before], options: .init(threads: 1, top: 10))
        let stream = try before.encode(photo)
        #expect(
            try predictor.predict(stream).answers[0].predictions.map(\.index)
                == answer.map(\.index)
        )
        let after = try zoo.backbone("resnet20")
        #expect(try after.classify(after.encode(photo), top: 10) != answer)
    }

    @Test("Every backbone answers to one photo, encoded once for each encoder")
    func predictor() throws {
        try fixture.install("resnet20")
        try fixture.install("resnet32")
        try fixture.install("resnet44") { $0.seed = 2 }
        let (ready, failures) = try fixture.zoo.backbones()
        #expect(ready.map(\.name) == ["resnet20", "resnet32", "resnet44"])
        #expect(failures.isEmpty)
        let path = "\(fixture.root)/photo.png"
        try Self.photo().pngBytes().write(path)
        let prediction = try Predictor(ready).predict(contentsOf: path)
        #expect(prediction.encodings.count == 2)
        #expect(prediction.answers.map(\.encoding) == [0, 0, 1])
        #expect(prediction.answers.map(\.reference) == ready.map(\.reference))
        let first = prediction.encodings[0]
        #expect((first.width, first.height) == (32, 32))
        #expect(first.bitsPerPixel == Double(first.stream.count * 8) / 1024)
        #expect(first.duration ?? .zero > .zero)
        // The bitstream as a file gives the same answers as the photo.
        let file = "\(fixture.root)/photo.fsplit"
        try first.stream.write(file)
        #expect(throws: (any Error).self) { try Predictor(ready).predict(contentsOf: file) }
        let again = try Predictor(ready, options: .init(skipsOtherEncoders: true))
            .predict(contentsOf: file)
        #expect(again.skipped == ["resnet44:1.0.0"])
        #expect(
            again.answers.map(\.predictions)
                == prediction.answers.prefix(2).map(\.predictions)
        )
        #expect(again.encodings[0].duration == nil)
    }

    @Test("A predictor needs a backbone")
    func nobody() {
        #expect(throws: ZooError(.invalidRequest, "")) { try Predictor([]) }
    }
}
