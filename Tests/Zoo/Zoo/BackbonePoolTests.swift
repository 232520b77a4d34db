import FrankenImage
import FrankenInference
import FrankenStore
import FrankenZoo
import Testing

@Suite("Installed backbones within a limit of memory")
struct BackbonePoolTests {
    private let fixture: ZooFixture
    private let stream: [UInt8]

    init() throws {
        fixture = try ZooFixture()
        for name in ["resnet20", "resnet32", "resnet44"] { try fixture.install(name) }
        let photo = try PixelImage(
            width: 32,
            height: 32,
            rgb: (0..<32 * 32 * 3).map { UInt8($0 * 7 & 255) }
        )
        stream = try fixture.zoo.backbone("resnet20").encode(photo)
    }

    private func answer(_ pool: BackbonePool, _ name: String) throws -> [Prediction] {
        try pool.backbone(name).classifier.classify(stream.span, top: 10).predictions
    }

    /// Bytes of one backbone that is compiled.
    private func byteCount(_ name: String) throws -> Int {
        try fixture.zoo.backbone(name).classifier().byteCount
    }

    @Test("Backbones beyond the limit go and come, and answer as they do without a pool")
    func eviction() throws {
        let sizes = try ["resnet20", "resnet32", "resnet44"].map(byteCount)
        #expect(sizes[0] > 0 && sizes[0] < sizes[1] && sizes[1] < sizes[2])
        let pool = BackbonePool(fixture.zoo, byteLimit: sizes[1] + sizes[2])
        for name in ["resnet20", "resnet32", "resnet44", "resnet20", "resnet32"] {
            let expected = try fixture.zoo.backbone(name).classify(stream, top: 10)
            #expect(try answer(pool, name) == expected)
            #expect(pool.byteCount <= pool.byteLimit)
        }
        #expect(pool.entries.count == 2)
        #expect(!pool.entries.contains { $0.isHeld })
    }

    @Test("One that is held stays, and the next one that does not fit is an error")
    func held() throws {
        let size = try byteCount("resnet44")
        let pool = BackbonePool(fixture.zoo, byteLimit: size + 1)
        let held = try pool.backbone("resnet44")
        #expect(pool.entries.map(\.isHeld) == [true])
        #expect(throws: ZooError(.memoryInUse, "")) { try pool.backbone("resnet20") }
        #expect(throws: ZooError(.tooLarge, "")) {
            try BackbonePool(fixture.zoo, byteLimit: 1000).backbone("resnet20")
        }
        // The same one again costs nothing.
        #expect(try pool.backbone("resnet44").classifier === held.classifier)
    }

    @Test("Unknown names are errors and are not remembered")
    func unknown() throws {
        let pool = BackbonePool(fixture.zoo, byteLimit: 1 << 30)
        #expect(throws: StoreError(.notInstalled, "")) { try pool.backbone("resnet56") }
        try fixture.install("resnet56")
        #expect(try pool.backbone("resnet56").backbone.name == "resnet56")
    }

    @Test("Threads share what is compiled once")
    func concurrency() async throws {
        let pool = BackbonePool(fixture.zoo, byteLimit: 1 << 30)
        let names = ["resnet20", "resnet32", "resnet44"]
        let expected = try names.map { try fixture.zoo.backbone($0).classify(stream, top: 10) }
        try await withThrowingTaskGroup { group in
            for index in 0..<24 {
                group.addTask {
                    let found = try answer(pool, names[index % 3])
                    #expect(found == expected[index % 3])
                }
            }
            try await group.waitForAll()
        }
        #expect(pool.entries.count == 3)
        let first = try pool.backbone("resnet20")
        #expect(try pool.backbone("resnet20:1.0.0").classifier === first.classifier)
    }

    @Test("A predictor with a pool gives the same answers")
    func predictor() throws {
        let backbones = try fixture.zoo.backbones().ready
        let whole = try Predictor(backbones, options: .init(threads: 1)).predict(stream)
        let pool = BackbonePool(fixture.zoo, byteLimit: try byteCount("resnet44") + 1)
        let pooled = try Predictor(backbones, options: .init(threads: 1), pool: pool)
            .predict(stream)
        #expect(pooled.answers.map(\.predictions) == whole.answers.map(\.predictions))
        #expect(pool.entries.count == 1)
    }
}
