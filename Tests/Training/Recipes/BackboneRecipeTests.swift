import Foundation
import FrankenRecipes
import Testing

@Suite("Recipes of classifiers")
struct BackboneRecipeTests {
    static let folder = "\(ScratchFolder.package)/Zoo/recipes/backbones"
    static let files =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".json") }.sorted()

    @Test("Every shipped recipe reads, is named like its file and writes itself", arguments: files)
    func shipped(name: String) throws {
        let recipe = try BackboneRecipe(path: "\(Self.folder)/\(name)")
        #expect("\(recipe.name).json" == name)
        let again = try BackboneRecipe(bytes: recipe.bytes())
        #expect(again == recipe)
        #expect(try again.digest() == recipe.digest())
    }

    @Test("The learning rate goes down over all stages together")
    func schedule() throws {
        let recipe = try BackboneRecipe(path: "\(Self.folder)/resnet18-slim.json")
        let rates = stride(from: 150, to: recipe.stepCount, by: 50).map {
            recipe.learningRate(at: $0, stepsPerEpoch: 250)
        }
        #expect(rates.first == 0.002)
        #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 > $1 })
        #expect((rates.last ?? 1) < 1e-5)
    }

    @Test(
        "Mistakes are named",
        arguments: [
            (#""classes": 10"#, #""classes": 1"#, "classes"),
            (#""labelSmoothing": 0.1"#, #""labelSmoothing": 1.5"#, "labelSmoothing"),
            (#""batch": 32"#, #""batch": 0"#, "batch"),
            (#""steps": 1900"#, #""steps": 0"#, "stages.steps"),
            (#""precision": "bf16""#, #""precision": "f8""#, "bf16"),
            (#""seeds""#, #""seed""#, "seed"),
            (#"{"rule": "none"}}"#, #"{"rule": "none"}, "flip": 0.5}"#, "evaluation.views"),
        ]
    )
    func mistakes(find: String, replace: String, word: String) throws {
        let text = try String(
            contentsOfFile: "\(Self.folder)/resnet18-slim.json",
            encoding: .utf8
        )
        #expect(text.contains(find))
        let changed = text.replacingOccurrences(of: find, with: replace)
        let error = #expect(throws: RecipeError.self) {
            _ = try BackboneRecipe(bytes: Array(changed.utf8))
        }
        #expect(error?.code == .invalidRecipe)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test("A recipe of a codec is refused with its schema")
    func otherSchema() {
        let error = #expect(throws: RecipeError.self) {
            _ = try BackboneRecipe(
                path: "\(ScratchFolder.package)/Zoo/recipes/resnet18-decoder.json"
            )
        }
        #expect(error?.message.contains("zoo.recipe/1") == true)
    }
}
