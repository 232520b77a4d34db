import Foundation
import FrankenCrypto
import FrankenData
import FrankenRecipes
import FrankenWeights
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    private func state(_ step: Int, recipe: String = "a") throws -> CheckpointState {
        CheckpointState(
            step: step,
            stage: 1,
            stageStep: step / 2,
            position: DataPosition(epoch: 3, step: step),
            generators: ["noise": [.max, 0, UInt64(step)]],
            metrics: ["top1": 0.1 + 0.2],
            recipe: try SHA256Hasher.digest(of: Array(recipe.utf8)),
            library: "1.0.0"
        )
    }

    private func tensors(_ value: Float) throws -> [String: TensorStore] {
        let weights = try MemoryTensor(
            name: "w",
            shape: [2, 3],
            floats: .init(repeating: value, count: 6)
        )
        let moment = try MemoryTensor(name: "w.first", shape: [1], floats: [-value])
        return [
            "weights": try TensorStore(inMemory: [weights]),
            "optimizer": try TensorStore(inMemory: [moment]),
        ]
    }

    private var recipe: Digest {
        get throws { try state(0).recipe }
    }

    @Test("What was saved is read back to the bit")
    func roundTrip() throws {
        let folder = try ScratchFolder()
        let checkpoints = try CheckpointFolder(path: "\(folder.path)/run")
        #expect(try checkpoints.latest(recipe: recipe) == nil)
        try checkpoints.save(state(7), tensors: tensors(0.1))
        let found = try #require(try checkpoints.latest(recipe: recipe))
        #expect(found.damaged.isEmpty)
        #expect(try found.checkpoint.state == state(7))
        #expect(found.checkpoint.tensorSets == ["optimizer", "weights"])
        #expect(
            try found.checkpoint.tensors("weights").floats(named: "w") == [
                0.1, 0.1, 0.1, 0.1, 0.1, 0.1,
            ]
        )
        #expect(try found.checkpoint.tensors("optimizer").floats(named: "w.first") == [-0.1])
    }

    @Test("Two are kept, also when the same one is saved again")
    func kept() throws {
        let folder = try ScratchFolder()
        let checkpoints = try CheckpointFolder(path: folder.path)
        for step in [1, 2, 3, 3, 12] {
            try checkpoints.save(state(step), tensors: tensors(Float(step)))
            #expect(try checkpoints.latest(recipe: recipe)?.checkpoint.state.step == step)
        }
        let names = try folder.names()
        #expect(names.count == 4)
        #expect(
            names.filter { $0.hasPrefix("step-") }.map { String($0.prefix(14)) }
                == ["step-000000003", "step-000000012"]
        )
    }

    @Test(
        "Damage of any file is found, and the checkpoint before is used",
        arguments: [
            "weights.safetensors", "optimizer.safetensors", "state.json", "manifest.json",
        ]
    )
    func damage(file: String) throws {
        let folder = try ScratchFolder()
        let checkpoints = try CheckpointFolder(path: folder.path)
        try checkpoints.save(state(1), tensors: tensors(1))
        let newest = try checkpoints.save(state(2), tensors: tensors(2))
        let name = newest.path.dropFirst(folder.path.count + 1)
        try folder.edit("\(name)/\(file)") { $0[$0.count - 3] ^= 4 }
        let found = try #require(try checkpoints.latest(recipe: recipe))
        #expect(found.checkpoint.state.step == 1)
        #expect(found.damaged == [RecipeError(.damaged, "")])
        #expect(found.damaged[0].message.contains(file))
        try checkpoints.save(state(2), tensors: tensors(2))
        #expect(try checkpoints.latest(recipe: recipe)?.damaged.isEmpty == true)
    }

    @Test("With nothing but damaged checkpoints a training does not begin anew by itself")
    func allDamaged() throws {
        let folder = try ScratchFolder()
        let checkpoints = try CheckpointFolder(path: folder.path)
        let only = try checkpoints.save(state(1), tensors: tensors(1))
        try FileManager.default.removeItem(atPath: "\(only.path)/weights.safetensors")
        #expect(throws: RecipeError(.damaged, "")) { try checkpoints.latest(recipe: recipe) }
    }

    @Test("A checkpoint of another recipe is refused")
    func otherRecipe() throws {
        let folder = try ScratchFolder()
        let checkpoints = try CheckpointFolder(path: folder.path)
        try checkpoints.save(state(1, recipe: "b"), tensors: tensors(1))
        let error = try #require(throws: RecipeError.self) {
            try checkpoints.latest(recipe: recipe)
        }
        #expect(error.code == .otherRecipe)
    }

    @Test("What a crash left is swept; `latest` may be gone or garbage")
    func sweep() throws {
        let folder = try ScratchFolder()
        do {
            let checkpoints = try CheckpointFolder(path: folder.path)
            try checkpoints.save(state(4), tensors: tensors(1))
        }
        let stale = "\(folder.path)/.tmp-abc"
        try FileManager.default.createDirectory(atPath: stale, withIntermediateDirectories: true)
        try Data([1]).write(to: URL(fileURLWithPath: "\(stale)/weights.safetensors"))
        try Data("../../etc\n".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/latest"))
        let checkpoints = try CheckpointFolder(path: folder.path)
        #expect(!FileManager.default.fileExists(atPath: stale))
        #expect(try checkpoints.latest(recipe: recipe)?.checkpoint.state.step == 4)
    }

    @Test("A second process is refused")
    func locked() throws {
        let folder = try ScratchFolder()
        let first = try CheckpointFolder(path: folder.path)
        #expect(throws: RecipeError(.busy, "")) { try CheckpointFolder(path: folder.path) }
        withExtendedLifetime(first) {}
    }

    @Test("A folder that cannot be made is an error of files")
    func unwritable() throws {
        #expect(throws: RecipeError(.file, "")) { try CheckpointFolder(path: "/proc/none/run") }
    }
}
