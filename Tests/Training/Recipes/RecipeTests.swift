import Foundation
import FrankenRecipes
import Testing

@Suite("Recipes")
struct RecipeTests {
    static let files = ["", "trained/", "second/"].flatMap { folder in
        ((try? FileManager.default.contentsOfDirectory(
            atPath: "\(ScratchFolder.package)/Zoo/recipes/\(folder)"
        )) ?? []).filter { $0.hasSuffix(".json") }.sorted().map { folder + $0 }
    }

    @Test("Every shipped recipe reads, is named like its file and writes itself", arguments: files)
    func shipped(name: String) throws {
        let recipe = try Recipe(path: "\(ScratchFolder.package)/Zoo/recipes/\(name)")
        #expect(name.split(separator: "/").last == "\(recipe.name).json")
        let again = try Recipe(bytes: recipe.bytes())
        #expect(again == recipe)
        #expect(try again.digest() == recipe.digest())
    }

    @Test("There are recipes of every kind of objective")
    func kinds() throws {
        let recipes = try Self.files.map {
            try Recipe(path: "\(ScratchFolder.package)/Zoo/recipes/\($0)")
        }
        let objectives = recipes.flatMap { $0.stages.map(\.objective) }
        #expect(objectives.contains { $0.features?.saliency != nil })
        #expect(objectives.contains { $0.crossEntropy != nil })
        #expect(objectives.contains { $0.distillation != nil })
        #expect(recipes.contains { $0.purpose == .decoder })
        #expect(Set(try recipes.map { try $0.digest() }).count == recipes.count)
    }

    private func text(_ name: String = "resnet50-fs-fp-1") throws -> String {
        try String(
            contentsOfFile: "\(ScratchFolder.package)/Zoo/recipes/\(name).json",
            encoding: .utf8
        )
    }

    /// A change to a recipe that must not be accepted, and what the error must say.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        let expected: String
        var testDescription: String { to }
    }

    static let changes = [
        Mistake(from: "\"batch\": 16", to: "\"batch\": 0", expected: "'batch' must be 1 to"),
        Mistake(from: "\"batch\": 16", to: "\"batch\": 16.5", expected: "batch"),
        Mistake(from: "\"batch\": 16,", to: "", expected: "batch"),
        Mistake(from: "\"batch\"", to: "\"batches\"", expected: "batch"),
        Mistake(
            from: "\"quantizer\": \"noise\"",
            to: "\"quantizer\": \"dither\"",
            expected: "noise"
        ),
        Mistake(from: "\"lambda\": 1.0", to: "\"lambda\": -1", expected: "rate.lambda"),
        Mistake(from: "\"steps\": 40000", to: "\"steps\": 1, \"epochs\": 1", expected: "either"),
        Mistake(from: "\"name\": \"resnet50", to: "\"name\": \"Res Net", expected: "lowercase"),
        Mistake(from: "\"firstDecay\": 0.9", to: "\"firstDecay\": 1", expected: "firstDecay"),
        Mistake(from: "\"floor\": 0.01", to: "\"floor\": 2", expected: "'floor' must be"),
        Mistake(from: "\"scale\": [", to: "\"scale\": [-1,", expected: "scale"),
        Mistake(
            from: "\"purpose\": \"codec\"",
            to: "\"purpose\": \"decoder\"",
            expected: "encoder"
        ),
        Mistake(from: "zoo.recipe/1", to: "zoo.recipe/2", expected: "zoo.recipe/1"),
        Mistake(from: "\"unit\": \"bits\"", to: "\"unit\": \"bytes\"", expected: "bitsPerPixel"),
        Mistake(
            from: "\"quantizer\": \"noise\",",
            to: "\"quantizer\": \"noise\", \"levels\": "
                + "{\"lambdas\": [1, 2], \"lossExponent\": 0.5, \"gainExponent\": 0.5},",
            expected: "each less than the one before"
        ),
        Mistake(
            from: "\"unit\": \"bits\"",
            to: "\"unit\": \"bits\", \"rise\": {\"from\": 0, \"over\": 0.5}",
            expected: "rate.rise.from"
        ),
        Mistake(from: "\"rule\": \"adam\"", to: "\"rule\": \"lion\"", expected: "sgd"),
    ]

    @Test("A lambda that rises gets there by equal factors and stays")
    func rise() throws {
        let text = try text().replacingOccurrences(
            of: "\"unit\": \"bits\"",
            with: "\"unit\": \"bits\", \"rise\": {\"from\": 0.01, \"over\": 0.5}"
        )
        let stage = try Recipe(bytes: Array(text.utf8)).stages[0]
        let factors = [0, 10_000, 20_000, 40_000]
            .map { stage.rateFactor(at: $0, stepsPerEpoch: 100) }
        for (factor, expected) in zip(factors, [0.01, 0.1, 1, 1]) {
            #expect(abs(factor / expected - 1) < 1e-9)
        }
    }

    @Test("A mistake is named with its line", arguments: changes)
    func mistakes(mistake: Mistake) throws {
        let text = try text()
        let wrong = text.replacingOccurrences(of: mistake.from, with: mistake.to)
        #expect(wrong != text)
        let error = try #require(throws: RecipeError.self) {
            try Recipe(bytes: Array(wrong.utf8), name: "mine.json")
        }
        #expect(error.code == .invalidRecipe)
        #expect(error.message.hasPrefix("mine.json: line "))
        #expect(error.message.contains(mistake.expected), "\(error.message)")
    }

    @Test("Maps need images that do not move")
    func saliencyNeedsCenter() throws {
        let text = try text("resnet50-fs-sgfp-1")
        let wrong = text.replacingOccurrences(of: "\"flip\": 0,", with: "\"flip\": 0.5,")
        #expect(wrong != text)
        let error = try #require(throws: RecipeError.self) {
            try Recipe(bytes: Array(wrong.utf8))
        }
        #expect(error.message.contains("center crop without flips"))
    }

    @Test("Every truncation of a recipe is refused")
    func truncations() throws {
        let bytes = Array(try text().utf8)
        for end in stride(from: 0, to: bytes.count - 2, by: 7) {
            #expect(throws: RecipeError(.invalidRecipe, "")) {
                try Recipe(bytes: Array(bytes[..<end]))
            }
        }
    }

    @Test("The published schedule decays once per pass")
    func schedule() throws {
        let recipe = try Recipe(
            path: "\(ScratchFolder.package)/Zoo/recipes/swin-s3-b-fs-fp-0.015.json"
        )
        let stage = recipe.stages[0]
        let rates = (0..<5).map { stage.learningRate(at: $0 * 100 + 99, stepsPerEpoch: 100) }
        for (rate, expected) in zip(rates, [1e-3, 6.11e-4, 3.73e-4, 2.28e-4, 1.39e-4]) {
            #expect(abs(rate / expected - 1) < 0.003)
        }
        #expect(recipe.stepCount { _ in 100 } == 500)
        #expect(stage.learningRate(at: 100, stepsPerEpoch: 100) == rates[1])
    }

    @Test("A cosine begins after its warm-up and ends at its floor")
    func cosine() throws {
        let stage = try Recipe(bytes: Array(text().utf8)).stages[0]
        let rate = { stage.learningRate(at: $0, stepsPerEpoch: 500) }
        #expect(abs(rate(0) - 1e-3 / 200) < 1e-12)
        #expect(abs(rate(199) - 1e-3) < 1e-12 && abs(rate(200) - 1e-3) < 1e-12)
        #expect(abs(rate(20_100) - 0.505e-3) < 1e-9)
        #expect(abs(rate(40_000) - 1e-5) < 1e-12 && abs(rate(90_000) - 1e-5) < 1e-12)
    }
}
