import Foundation
import FrankenBundle
import FrankenCrypto
import FrankenGraph
import FrankenInference
import FrankenTraining
import FrankenWeights
import Testing

@Suite("What a result says of itself")
@MainActor
struct ResultTests {
    private func json(_ training: TinyTraining, _ path: String) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: training.bytes(path))
        return try #require(object as? [String: Any])
    }

    private func licenses(_ training: TinyTraining, _ name: String) throws -> [String: String] {
        let list = try #require(
            json(training, "\(name)/bundle.json")["licenses"] as? [[String: String]]
        )
        return Dictionary(
            uniqueKeysWithValues: list.map { ($0["component"] ?? "", $0["spdx"] ?? "") }
        )
    }

    private func card(_ training: TinyTraining, _ name: String) throws -> String {
        String(decoding: try training.bytes("\(name)/README.md"), as: UTF8.self)
    }

    private func upstream() throws -> UpstreamWeights {
        UpstreamWeights(
            urls: ["file:theirs.pth"],
            digest: try SHA256Hasher.digest(of: [1, 2, 3]),
            size: 1234,
            keyLayout: "torchvision",
            license: "NOASSERTION"
        )
    }

    @Test("Nothing is claimed that nobody stated; a stranger's weights are named by their digest")
    func stranger() async throws {
        var training = try TinyTraining()
        let theirs = try upstream()
        training.prepare = { $0.origin = .upstream(theirs) }
        training.storage = .f16
        _ = try await training.train("out")
        let unknown = ["encoder": "NOASSERTION", "decoder": "NOASSERTION", "tail": "NOASSERTION"]
        #expect(try licenses(training, "out") == unknown)
        let note = try #require(json(training, "out/bundle.json")["upstream"] as? [String: Any])
        #expect(note["sha256"] as? String == "\(theirs.digest)")
        let card = try card(training, "out")
        #expect(card.contains("`theirs.pth` (`\(theirs.digest)`, 1,234 bytes"))
        #expect(card.contains("are not in this bundle"))
        // The exact bytes are what the bundle names; only the decoder may be made smaller.
        let tail = try TensorStore.open(path: training.output("out/tail/tail.safetensors"))
        #expect(tail.infos.allSatisfy { $0.scalarType == .float32 })
        let decoder = try TensorStore.open(path: training.output("out/decoder/decoder.safetensors"))
        #expect(decoder.infos.contains { $0.scalarType == .float16 })

        training.prepare = { setup in
            setup.origin = .upstream(theirs)
            setup.license = "MIT"
        }
        _ = try await training.train("stated")
        #expect(
            try licenses(training, "stated")
                == ["encoder": "MIT", "decoder": "MIT", "tail": "NOASSERTION"]
        )
    }

    @Test("A user's own file is carried under the licence that was stated")
    func own() async throws {
        var training = try TinyTraining()
        training.prepare = { $0.origin = .file(name: "mine.safetensors", license: "BSD-3-Clause") }
        _ = try await training.train("out")
        #expect(try json(training, "out/bundle.json")["upstream"] == nil)
        let bsd = ["encoder": "BSD-3-Clause", "decoder": "BSD-3-Clause", "tail": "BSD-3-Clause"]
        #expect(try licenses(training, "out") == bsd)
        let card = try card(training, "out")
        #expect(card.contains("from the file `mine.safetensors`"))
        #expect(card.contains("| tail | BSD-3-Clause |"))

        // The encoder of a result keeps its licence, whatever the decoder's is.
        training.prepare = { setup in
            setup.origin = .file(name: "mine.safetensors", license: "BSD-3-Clause")
            setup.license = "MIT"
        }
        _ = try await training.train("decoder", encoder: training.output("out/encoder"))
        #expect(
            try licenses(training, "decoder")
                == ["encoder": "BSD-3-Clause", "decoder": "MIT", "tail": "BSD-3-Clause"]
        )
        #expect(try self.card(training, "decoder").contains("trained with resnet20 by the recipe"))
        // Five files in a folder of their own say nothing about their licence.
        let bare = training.folder.file("bare")
        try FileManager.default.copyItem(
            at: URL(filePath: training.output("out/encoder")),
            to: bare
        )
        _ = try await training.train("bare-decoder", encoder: bare.path)
        #expect(try licenses(training, "bare-decoder")["encoder"] == "NOASSERTION")
    }

    @Test("The figures are real: bytes, estimate and the backbone alone, on the same images")
    func figures() async throws {
        let training = try TinyTraining()
        let result = try await training.train("out")
        let figures = try #require(result.figures)
        let plain = try #require(figures.plain)
        let note = try json(training, "out/figures.json")
        #expect(note["schema"] as? String == "zoo.codec-figures/1")
        #expect(note["n"] as? Int == 16)
        #expect(note["trainedOn"] as? Int == 304)
        #expect(note["heldOut"] as? Int == 16)
        #expect(note["plainTop1"] as? Double == plain.top1)
        let bytes = try #require(note["meanBytes"] as? Double)
        #expect(abs(bytes - figures.meanBytes) <= 1e-9 * bytes)
        let metrics = try #require(
            json(training, "out/bundle.json")["metrics"] as? [[String: Any]]
        )
        #expect(metrics.count == 2)
        let estimate = try #require(metrics[0]["estimatedBytes"] as? Double)
        #expect(abs(estimate - figures.estimatedBytes) <= 1e-9 * estimate)
        #expect(metrics[1]["dataset"] as? String == "held-out, without the codec")
        #expect(metrics[1]["meanBytes"] == nil)
        let card = try card(training, "out")
        for words in [
            "| without the codec | 16 |", "seeds: parameters 1, data 2, noise 3",
            "304 images of 10",
            "It tells 10 classes apart",
        ] {
            #expect(card.contains(words), "\(words)")
        }
        // Class names go with it where they are known.
        #expect(try training.bytes("out/labels.tsv").count > 50)
    }

    @Test("Weights in 16 bits are half as large, and they are what is measured")
    func halves() async throws {
        var training = try TinyTraining()
        _ = try await training.train("whole")
        training.storage = .f16
        _ = try await training.train("half")
        for part in ["decoder", "tail"] {
            let file = "\(part)/\(part).safetensors"
            let (whole, half) = (
                try training.bytes("whole/\(file)"), try training.bytes("half/\(file)")
            )
            #expect(Double(half.count) < 0.62 * Double(whole.count), "\(part)")
            let (wide, narrow) = (
                try TensorStore.open(path: training.output("whole/\(file)")),
                try TensorStore.open(path: training.output("half/\(file)"))
            )
            for info in wide.infos {
                let left = try wide.floats(named: info.name)
                let right = try narrow.floats(named: info.name)
                #expect(
                    zip(left, right).allSatisfy { abs($0 - $1) <= 1e-3 * abs($0) + 1e-7 },
                    "\(info.name)"
                )
            }
        }
        #expect(
            try training.bytes("whole/weights.safetensors")
                == training.bytes("half/weights.safetensors")
        )
        #expect(
            try training.bytes("whole/encoder/codec.json")
                == training.bytes("half/encoder/codec.json")
        )
    }

    @Test("The result of a backbone's training is known by its files")
    func backbone() async throws {
        var training = try TinyBackbone()
        training.license = "Apache-2.0"
        _ = try await training.train("out")
        let folder = training.output("out")
        let found = try #require(try BackboneFolder.named(folder))
        #expect(found.weightsPath == "\(folder)/resnet20.safetensors")
        #expect(found.labels.labels.map(\.id) == ["class-0", "class-1", "class-2"])
        #expect(found.license == "Apache-2.0")
        #expect(try BackboneFolder.named("\(folder)/resnet20.safetensors")?.path == folder)
        // Another file beside it is not it.
        try Data([1]).write(to: training.folder.file("out/other.safetensors"))
        #expect(try BackboneFolder.named("\(folder)/other.safetensors") == nil)
        #expect(throws: TrainingError(.inconsistent, "")) {
            _ = try BackboneFolder.named(training.output("images"))
        }
        // A recipe of another training beside the figures is not passed over.
        let recipe = training.folder.file("out/recipe.json")
        let text = try String(contentsOf: recipe, encoding: .utf8)
        try Data(text.replacing("\"tiny\"", with: "\"other\"").utf8).write(to: recipe)
        #expect(throws: TrainingError(.inconsistent, "")) { _ = try BackboneFolder.named(folder) }
    }

    @Test("From a backbone of one's own to a folder to pack, by the program alone")
    func program() async throws {
        var codec = try TinyTraining()
        codec.steps = 2
        _ = try await codec.train("codec")
        var backbone = try TinyBackbone()
        backbone.license = "Apache-2.0"
        // In two cycles, which the card tells.
        _ = try await backbone.train("slim-1")
        let first = backbone.output("slim-1/resnet20.safetensors")
        _ = try await backbone.train("slim", from: first)
        try Data("Terms.".utf8).write(to: backbone.folder.file("slim/LICENSE"))
        let found = try TrainProgram.run([
            "finetune-decoder", "resnet20", "--encoder", codec.output("codec"), "--side", "32",
            "--recipe-steps", "2", "--data", backbone.folder.file("images").path, "--weights",
            backbone.output("slim"), "--store", "f16", "--threads", "1", "-o",
            codec.output("decoder"),
        ])
        #expect(found.code == 0, "\(found.errors)")
        #expect(found.errors.contains("licences  encoder NOASSERTION, decoder Apache-2.0, tail Ap"))
        for words in ["step 0 of 2, from initial weights.", "\nstep 2/2  loss ", "channels alive"] {
            #expect(found.errors.contains(words), "\(found.errors)")
        }
        #expect(
            try codec.bytes("decoder/labels.tsv") == backbone.bytes("slim/labels.tsv")
        )
        #expect(try codec.bytes("decoder/LICENSE") == Data("Terms.".utf8))
        #expect(try json(codec, "decoder/bundle.json")["upstream"] == nil)
        let card = try card(codec, "decoder")
        for words in [
            "trained by the recipe `tiny`",
            "8 steps of 8 images of 40, on from the weights that `tiny` had made;",
            "It tells 3 classes apart",
            "Data: images, 24 images of 3 classes; 24 more were held out.",
        ] {
            #expect(card.contains(words), "\(words)")
        }
    }

    @Test("A backbone without a stated licence gives its bundle none")
    func unstated() async throws {
        let training = try TinyBackbone()
        _ = try await training.train("out", limit: 1)
        let found = try #require(try BackboneFolder.named(training.output("out")))
        #expect(found.license == nil)
    }
}
