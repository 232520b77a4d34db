import Foundation
import Testing

@Suite("Predict, import and self-test", .serialized)
struct PredictAndImportTests {
    private let workshop: BundleWorkshop

    init() throws {
        workshop = try BundleWorkshop()
    }

    private struct Predictions: Decodable {
        struct Photo: Decodable {
            struct Stream: Decodable {
                let encoderID: String
                let bytes: Int
                let bitsPerPixel: Double
                let encodeMilliseconds: Double?
            }
            struct Answer: Decodable {
                struct Line: Decodable, Equatable {
                    let name: String
                    let probability: Double
                }
                let backbone: String
                let milliseconds: [String: Double]
                let predictions: [Line]
            }
            let path: String
            let streams: [Stream]
            let answers: [Answer]
            let skipped: [String]
            let outputs: [String]
            let error: String?
        }
        let schema: String
        let backbones: [String]
        let photos: [Photo]
    }

    /// Makes, packs and installs an untrained bundle of a backbone.
    private func install(_ backbone: String, _ options: String...) throws {
        try workshop.done("install", workshop.bundle(backbone, options))
    }

    @Test("One photo, one bitstream, an answer from each backbone; the stream answers the same")
    func predict() throws {
        try install("resnet20")
        try install("resnet32")
        let photo = SmallModel.photo("ramp.png")
        let file = workshop.path("ramp.fsplit")
        let outcome = try workshop.zoo(
            "predict",
            photo,
            "--backbone",
            "all",
            "--json",
            "-o",
            file
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("Nobody trained"))
        let found: Predictions = try outcome.json()
        #expect(found.schema == "zoo.predict/1")
        #expect(found.backbones == ["resnet20:1.0.0", "resnet32:1.0.0"])
        let answer = try #require(found.photos.first)
        #expect(answer.path == photo && answer.outputs == [file] && answer.error == nil)
        #expect(answer.streams.count == 1)
        let bytes = try Data(contentsOf: URL(filePath: file))
        #expect(answer.streams[0].bytes == bytes.count)
        #expect(answer.streams[0].bitsPerPixel == Double(bytes.count) * 8 / 1024)
        #expect(answer.streams[0].encodeMilliseconds ?? 0 > 0)
        for answer in answer.answers {
            #expect(answer.predictions.count == 5)
            #expect(Set(answer.milliseconds.keys) == ["entropyDecoder", "decoder", "tail"])
            #expect(answer.milliseconds.values.allSatisfy { $0 > 0 })
        }
        let again = try workshop.zoo(
            "predict",
            file,
            "--backbone",
            "resnet32",
            "--backbone",
            "resnet20",
            "--json"
        )
        let second: Predictions = try again.json()
        let named = Dictionary(
            uniqueKeysWithValues: second.photos[0].answers.map { ($0.backbone, $0.predictions) }
        )
        for answer in answer.answers { #expect(named[answer.backbone] == answer.predictions) }
        #expect(second.photos[0].streams[0].encodeMilliseconds == nil)
    }

    @Test("A stream of another encoder: refused for a named backbone, left out of all")
    func otherEncoder() throws {
        try install("resnet20")
        try install("resnet32", "--seed", "2")
        let file = workshop.path("ramp.fsplit")
        let photo = SmallModel.photo("ramp.png")
        try workshop.done("predict", photo, "--backbone", "resnet20", "-o", file)
        let refused = try workshop.zoo("predict", file, "--backbone", "resnet32", "--top", "1")
        #expect(refused.status == 65)
        #expect(refused.output.isEmpty)
        #expect(refused.errors.contains("encoder"))
        let all = try workshop.zoo("predict", file, "--backbone", "all", "--json")
        #expect(all.status == 0, "\(all.errors)")
        let found: Predictions = try all.json()
        #expect(found.photos[0].answers.map(\.backbone) == ["resnet20:1.0.0"])
        #expect(found.photos[0].skipped == ["resnet32:1.0.0"])
        let text = try workshop.zoo("predict", photo, "--backbone", "resnet20", "--top", "2")
        for word in ["bytes", "bpp", "encode", "entropy decode", "decoder", "tail", " %"] {
            #expect(text.output.contains(word), "\(text.output)")
        }
    }

    @Test("A damaged photo is named, the others are answered, and the exit code says it")
    func failures() throws {
        #expect(try workshop.zoo("predict", "a.png", "--backbone", "all").status == 66)
        try install("resnet20")
        let text = workshop.path("text.jpg")
        try Data("text".utf8).write(to: URL(filePath: text))
        let photo = SmallModel.photo("ramp.png")
        let mixed = try workshop.zoo("predict", text, photo, "--backbone", "resnet20")
        #expect(mixed.status == 65)
        #expect(mixed.errors.contains(text))
        #expect(mixed.output.contains(photo))
        let missing = try workshop.zoo("predict", "nothing.png", "--backbone", "resnet20")
        #expect(missing.status == 66)
        let unknown = try workshop.zoo("predict", photo, "--backbone", "resnet21")
        #expect(unknown.status == 66)
        #expect(unknown.errors.contains("resnet20"))
        #expect(try workshop.zoo("predict", photo).status == 64)
        #expect(
            try workshop.zoo("predict", photo, "--backbone", "resnet20", "--top", "0").status == 64
        )
    }

    @Test("A bundle without its tail says what to import, and the import completes it")
    func upstream() throws {
        struct Imported: Decodable {
            let schema: String
            let backbone: String
            let splitPoint: String
            let source: String
            let tail: String
            let completes: [String]
            let madeForOtherWeights: [String]
        }
        let weights = workshop.path("published.safetensors")
        try workshop.make(["make-weights", "resnet20", "-o", weights, "--seed", "9"])
        let address = "https://example.org/published.safetensors"
        try install("resnet20", "--weights", weights, "--upstream", address)
        let photo = SmallModel.photo("ramp.png")
        let before = try workshop.zoo("predict", photo, "--backbone", "resnet20")
        #expect(before.status == 66)
        for word in [address, "zoo import --backbone resnet20 --weights FILE"] {
            #expect(before.errors.contains(word), "\(before.errors)")
        }

        let others = workshop.path("others.safetensors")
        try workshop.make(["make-weights", "resnet20", "-o", others, "--seed", "10"])
        let wrong = try workshop.zoo(
            "import",
            "--backbone",
            "resnet20",
            "--weights",
            others,
            "--json"
        )
        let useless: Imported = try wrong.json()
        #expect(useless.completes.isEmpty)
        #expect(useless.madeForOtherWeights == ["resnet20:1.0.0"])
        #expect(try workshop.zoo("predict", photo, "--backbone", "resnet20").status == 66)

        let right = try workshop.zoo(
            "import",
            "--backbone",
            "ResNet-20",
            "--weights",
            weights,
            "--json"
        )
        #expect(right.status == 0, "\(right.errors)")
        let imported: Imported = try right.json()
        #expect(imported.schema == "zoo.import/1")
        #expect(imported.backbone == "resnet20" && imported.splitPoint == "stage2")
        #expect(imported.completes == ["resnet20:1.0.0"])
        #expect(imported.madeForOtherWeights.isEmpty)
        let after = try workshop.zoo("predict", photo, "--backbone", "resnet20")
        #expect(after.status == 0, "\(after.errors)")
        #expect(try workshop.zoo("selftest").status == 0)
    }

    @Test("The weights of another backbone are named as what they are")
    func wrongWeights() throws {
        let weights = workshop.path("resnet32.safetensors")
        try workshop.make(["make-weights", "resnet32", "-o", weights])
        let outcome = try workshop.zoo("import", "--backbone", "resnet20", "--weights", weights)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("weights of resnet32, not of resnet20"))
        #expect(outcome.errors.contains("--backbone resnet32"))
        let unknown = try workshop.zoo("import", "--backbone", "resnet19", "--weights", weights)
        #expect(unknown.status == 66)
        let missing = try workshop.zoo("import", "--backbone", "resnet20", "--weights", "none")
        #expect(missing.status == 66)
        #expect(!FileManager.default.fileExists(atPath: "\(workshop.home())/installs"))
    }

    @Test("A self-test passes, writes its report, and fails with 79 when the vectors are damaged")
    func selfTest() throws {
        struct Report: Decodable {
            struct Bundle: Decodable {
                struct Case: Decodable {
                    let symbolsAreEqual: Bool
                    let logitDifference: Double
                }
                let reference: String
                let passes: Bool
                let cases: [Case]
                let error: String?
            }
            let schema: String
            let passes: Bool
            let bundles: [Bundle]
        }
        #expect(try workshop.zoo("selftest").status == 66)
        try install("resnet20")
        let file = workshop.path("report.json")
        let good = try workshop.zoo("selftest", "resnet20", "--report", file)
        #expect(good.status == 0, "\(good.errors)")
        #expect(good.output.hasPrefix("ok"))
        let report = try JSONDecoder().decode(
            Report.self,
            from: Data(contentsOf: URL(filePath: file))
        )
        #expect(report.schema == "zoo.selftest/1" && report.passes)
        #expect(report.bundles[0].cases.count == 2)
        for item in report.bundles[0].cases {
            #expect(item.symbolsAreEqual && item.logitDifference <= 1e-3)
        }

        // The vectors are the blob of the manifest's layer of that role.
        let manifest = try Tool.run(
            "/bin/sh",
            ["-c", "grep -l vectors.safetensors \(workshop.home())/blobs/sha256/*"]
        )
        let path = try #require(manifest.output.split(separator: "\n").first)
        let text = try String(contentsOfFile: String(path), encoding: .utf8)
        let digest = try #require(Self.digest(ofLayer: "vectors.safetensors", in: text))
        let blob = workshop.blob(digest)
        var bytes = try Data(contentsOf: blob)
        bytes[bytes.count - 1] ^= 1
        try FileManager.default.removeItem(at: blob)
        try bytes.write(to: blob)
        let bad = try workshop.zoo("selftest", "--json")
        #expect(bad.status == 79, "\(bad.output)")
        let failed: Report = try bad.json()
        #expect(!failed.passes && failed.bundles[0].error != nil)
    }

    private static func digest(ofLayer title: String, in manifest: String) -> String? {
        struct Manifest: Decodable {
            struct Layer: Decodable {
                let digest: String
                let annotations: [String: String]?
            }
            let layers: [Layer]
        }
        let decoded = try? JSONDecoder().decode(Manifest.self, from: Data(manifest.utf8))
        return decoded?.layers.first {
            $0.annotations?["org.opencontainers.image.title"] == title
        }?.digest
    }
}
