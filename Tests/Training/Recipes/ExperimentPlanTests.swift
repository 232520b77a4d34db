import Foundation
import FrankenRecipes
import Testing

@Suite("Plans of experiments")
struct ExperimentPlanTests {
    static let folder = "\(ScratchFolder.package)/Zoo/recipes/experiments"
    private static let files =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".json") }.sorted()
    static let recipes = files.filter { $0.hasSuffix("-decoder.json") }
    static let plans = files.filter { !$0.hasSuffix("-decoder.json") }

    @Test("Every shipped plan reads, is named like its file, and its recipes are there")
    func shipped() throws {
        #expect(Self.plans.count >= 2)
        for name in Self.plans {
            let plan = try ExperimentPlan(path: "\(Self.folder)/\(name)")
            #expect("\(plan.name).json" == name)
            for file in plan.backbones.compactMap(\.recipe) {
                let recipe = try Recipe(path: "\(Self.folder)/\(file)")
                #expect(recipe.purpose == .decoder)
                #expect(try recipe.run(steps: 7, seed: 3).stages.count == 1)
            }
        }
        #expect(!Self.recipes.isEmpty)
    }

    static let text = #"""
        {"schema": "zoo.experiment/1", "name": "tiny", "summary": "For tests.",
         "encoders": [{"name": "a", "folder": "x", "trainedWith": "resnet50"},
                      {"name": "b", "folder": "y", "iterations": 500}],
         "backbones": [{"name": "resnet18", "weights": "w"}, {"name": "resnet34", "weights": "v"}],
         "starts": [{"name": "scratch"},
                    {"name": "relative", "from": "z", "encoders": ["b"], "backbones": ["resnet34"]}],
         "steps": [0, 10, 40], "images": 100, "seeds": [0, 7]}
        """#

    static func plan(_ text: String = text) throws -> ExperimentPlan {
        try ExperimentPlan(bytes: Array(text.utf8))
    }

    @Test("Every encoder meets every backbone, from each start that is for the pair")
    func runs() throws {
        let names = try Self.plan().runs.map(\.folderName)
        #expect(
            names == [
                "a--resnet18--scratch--0", "a--resnet18--scratch--7", "a--resnet34--scratch--0",
                "a--resnet34--scratch--7", "b--resnet18--scratch--0", "b--resnet18--scratch--7",
                "b--resnet34--scratch--0", "b--resnet34--scratch--7", "b--resnet34--relative--0",
                "b--resnet34--relative--7",
            ]
        )
        #expect(try Self.plan().side == 224)
    }

    @Test(
        "Mistakes are named",
        arguments: [
            ("[0, 10, 40]", "[0, 40, 10]", "steps"), ("[0, 10, 40]", "[0]", "steps"),
            ("[0, 10, 40]", "[]", "steps"), ("[0, 10, 40]", "[-1, 3]", "steps"),
            (#""name": "b""#, #""name": "a""#, "encoders"),
            (#""name": "b""#, #""name": "../b""#, "../b"), (#"["b"]"#, #"["c"]"#, "relative"),
            ("[0, 7]", "[7, 7]", "seeds"), (#""images": 100"#, #""images": 0"#, "images"),
            (#""images": 100"#, #""images": 100, "side": 100"#, "side"),
            (#""weights": "w""#, #""weight": "w""#, "weight"),
            ("zoo.experiment/1", "zoo.experiment/2", "zoo.experiment/1"),
        ]
    )
    func mistakes(find: String, replace: String, word: String) throws {
        #expect(Self.text.contains(find))
        let changed = Self.text.replacingOccurrences(of: find, with: replace)
        let error = #expect(throws: RecipeError.self) { try Self.plan(changed) }
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test("A run's recipe has its steps, its seed and no measurements of its own")
    func recipe() throws {
        let name = try #require(Self.recipes.first)
        let recipe = try Recipe(path: "\(Self.folder)/\(name)")
        let run = try recipe.run(steps: 40, seed: 7)
        #expect(run.stepCount { _ in 1 } == 40)
        #expect([run.seeds.parameters, run.seeds.data, run.seeds.noise] == [7, 7, 7])
        #expect(run.evaluation.interval == 1_000_000)
        #expect(try run.digest() != recipe.run(steps: 40, seed: 8).digest())
        let two = try Recipe(path: "\(Self.folder)/../resnet18-slim-decoder.json")
        #expect(throws: RecipeError(.invalidRecipe, "")) { try two.run(steps: 1, seed: 0) }
    }
}
