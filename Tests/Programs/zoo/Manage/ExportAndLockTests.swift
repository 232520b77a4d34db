import Foundation
import Testing

@Suite("zoo export, lock, sync and index", .serialized)
struct ExportAndLockTests {
    private struct Synced: Decodable {
        struct Change: Decodable { let reference: String }
        let schema: String
        let installed: [Change]
        let unchanged: [String]
        let removed: [String]
        let extra: [String]
    }

    /// Two bundles of one encoder, installed.
    private func shopWithTwo() throws -> (BundleWorkshop, [BundleWorkshop.Packed]) {
        let shop = try BundleWorkshop()
        let packed = try [
            shop.pack(PackFixture(name: "alpha", tail: 10)),
            shop.pack(PackFixture(name: "beta", tail: 11)),
        ]
        for bundle in packed { try shop.done("install", bundle.path) }
        return (shop, packed)
    }

    @Test("One file moves several bundles to a machine without a network, the encoder once")
    func airGap() throws {
        let (shop, packed) = try shopWithTwo()
        let all = shop.path("all.zoo")
        let exported = try shop.done("export", "alpha", "beta", "-o", all)
        #expect(exported == packed.map { "\($0.reference)@\($0.digest)\n" }.joined())
        let encoder = try shop.encoder(of: packed[0].digest).dropFirst(7)
        try shop.done("export", "alpha", "beta", "-o", shop.path("all.tar"), "--form", "tar")
        let names = try Tool.run("tar", ["tf", shop.path("all.tar")]).output
        #expect(names.split(separator: "\n").count { $0.hasSuffix(encoder) } == 1)
        let installed = try shop.done("install", all, "--offline", home: "gap")
        #expect(installed == exported)
        #expect(try shop.zoo("verify", home: "gap").status == 0)
        // Thin: only for a machine that has the encoder.
        let thin = shop.path("thin.zoo")
        try shop.done("export", "beta", "-o", thin, "--thin")
        #expect(try shop.zoo("install", thin, home: "empty").status == 66)
        try shop.done("rm", "beta", "--yes", home: "gap")
        try shop.done("prune", "--yes", home: "gap")
        try shop.done("install", thin, home: "gap")
        // The same bytes whatever the order.
        try shop.done("export", "beta", "alpha", "-o", shop.path("all2.zoo"))
        #expect(
            try Data(contentsOf: URL(filePath: all))
                == Data(contentsOf: shop.folder.file("all2.zoo"))
        )
    }

    @Test("Plain files have names for people, and pack into the same bundle")
    func plainFiles() throws {
        let (shop, packed) = try shopWithTwo()
        try shop.done("export", "alpha", "--dir", shop.path("plain"))
        let folder = shop.path("plain/alpha-1.0.0")
        for name in [
            "zoo.json", "bundle.json", "encoder/encoder.safetensors", "decoder/decoder.json",
            "tail/tail.safetensors", "README.md", "LICENSE", "vectors.safetensors",
        ] {
            #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)"), "\(name)")
        }
        let again = try shop.done("pack", folder, "-o", shop.path("again.zoo"))
        #expect(again == "alpha:1.0.0@\(packed[0].digest)\n")
        // A folder that is there is left alone.
        #expect(try shop.zoo("export", "alpha", "--dir", shop.path("plain")).status == 73)
        #expect(try shop.zoo("export", "alpha").status == 64)
        #expect(try shop.zoo("export", "nothing", "-o", shop.path("x.zoo")).status == 66)
    }

    @Test("A lock makes another machine the same, shows the difference first, and prunes")
    func lockAndSync() throws {
        let (shop, packed) = try shopWithTwo()
        let lock = shop.path("zoo.lock")
        #expect(
            try shop.done("lock", "-o", lock)
                == packed.map { "\($0.reference)@\($0.digest)\n" }.joined()
        )
        let text = try String(contentsOfFile: lock, encoding: .utf8)
        #expect(text.contains("zoo.lock/1"))
        #expect(text.components(separatedBy: try shop.encoder(of: packed[0].digest)).count == 4)
        // Another machine has one of them, and one more.
        let extra = try shop.pack(PackFixture(name: "extra", tail: 12))
        try shop.done("install", packed[0].path, extra.path, home: "other")
        let dry = try shop.zoo("sync", lock, "--dry-run", "--json", home: "other")
        let plan = try dry.json(Synced.self)
        #expect(plan.schema == "zoo.sync/1" && plan.unchanged == ["alpha:1.0.0"])
        #expect(plan.installed.map(\.reference) == ["beta:1.0.0"] && plan.extra == ["extra:1.0.0"])
        #expect(try shop.zoo("sync", lock, "--prune", home: "other").status == 64)
        try shop.done("sync", lock, "--prune", "--yes", "--offline", home: "other")
        #expect(try shop.done("lock", "--json", home: "other") == text)
        #expect(try shop.zoo("sync", lock, home: "other").output.isEmpty)
    }

    @Test("A source that has another bundle by now is refused; an index may know another place")
    func changedSource() throws {
        let shop = try BundleWorkshop()
        let packed = try shop.pack(PackFixture(name: "alpha", tail: 10))
        try shop.done("install", packed.path)
        let lock = shop.path("zoo.lock")
        try shop.done("lock", "-o", lock)
        let kept = shop.path("kept.zoo")
        try FileManager.default.moveItem(atPath: packed.path, toPath: kept)
        // Same name, same version, other weights.
        let other = try shop.pack(PackFixture(name: "alpha", tail: 11))
        #expect(other.path == packed.path && other.digest != packed.digest)
        let refused = try shop.zoo("sync", lock, "--locked", "--offline", home: "other")
        #expect(refused.status == 79, "\(refused.errors)")
        #expect(refused.errors.contains(packed.digest))
        #expect(try shop.zoo("verify", "alpha", home: "other").status == 66)
        try FileManager.default.removeItem(atPath: packed.path)
        #expect(try shop.zoo("sync", lock, "--locked", "--offline", home: "other").status == 66)
        // An index that lists the locked digest elsewhere will do, without --locked.
        try shop.done("index", kept, "-o", shop.path("index.json"), "--name", "ours")
        let synced = try Tool.run(
            ZooProcess.executable().path,
            ["sync", lock, "--offline", "--home", shop.home("other")],
            variables: ["ZOO_INDEX": shop.path("index.json")]
        )
        #expect(synced.status == 0, "\(synced.output)")
        #expect(synced.output.contains("alpha:1.0.0@\(packed.digest)"))
    }

    @Test(
        "Lock files that are none are refused",
        arguments: [
            "{}", #"{"schema": "zoo.lock/2", "bundles": [], "encoders": []}"#, "[1",
            #"{"schema": "zoo.lock/1", "bundles": [{"name": "a"}], "encoders": []}"#,
        ]
    )
    func badLock(text: String) throws {
        let shop = try BundleWorkshop()
        try Data(text.utf8).write(to: shop.folder.file("zoo.lock"))
        let outcome = try shop.zoo("sync", shop.path("zoo.lock"))
        #expect(outcome.status == 65 && outcome.errors.contains("lock"), "\(outcome.errors)")
    }

    @Test("An index is made, signed, counted up, and says how to make what nobody published")
    func index() throws {
        struct Index: Decodable {
            struct Bundle: Decodable {
                let name: String; let manifest: String; let sources: [String]
            }
            struct Recipe: Decodable { let name: String; let missing: [String] }
            let schema: String
            let version: Int
            let bundles: [Bundle]
            let recipes: [Recipe]
        }
        let shop = try BundleWorkshop()
        let key = shop.path("zoo.key")
        _ = try ZooProcess.run(["keygen", "-o", key, "--no-password"])
        let packed = try shop.pack(PackFixture(name: "resnet50"))
        let path = shop.path("index.json")
        func read() throws -> Index {
            try JSONDecoder().decode(Index.self, from: Data(contentsOf: URL(filePath: path)))
        }
        try shop.done("index", packed.path, "-o", path, "--name", "ours", "--key", key)
        let first = try read()
        #expect(first.schema == "zoo.index/1" && first.version == 1)
        #expect(first.bundles.map(\.manifest) == [packed.digest])
        #expect(first.bundles[0].sources == ["resnet50-1.0.0.zoo"])
        let recipes = first.recipes.map(\.name)
        #expect(recipes.contains("swin-b") && recipes.contains("resnet101"))
        #expect(!recipes.contains("resnet50"))
        #expect(first.recipes.allSatisfy { $0.missing == ["tail", "decoder"] })
        func zoo(_ arguments: String...) throws -> (output: String, status: Int32) {
            try Tool.run(
                ZooProcess.executable().path,
                arguments + ["--home", shop.home("strict")],
                variables: ["ZOO_INDEX": path]
            )
        }
        #expect(try zoo("trust", "add", shop.path("zoo.pub"), "--name", "me").status == 0)
        #expect(try zoo("trust", "rule", "index/*", "--mode", "enforce").status == 0)
        let installed = try zoo("install", "resnet50", "--offline")
        #expect(installed.status == 0 && installed.output.contains(packed.digest), "\(installed)")
        let recipe = try zoo("install", "swin-b", "--offline")
        #expect(recipe.status == 66)
        #expect(recipe.output.contains("zoo import --backbone swin-b --weights FILE"))
        #expect(recipe.output.contains("zoo finetune-decoder swin-b"))
        // Updated without its bundle, and without a key: the bundle stays, the old signature goes.
        try shop.done("index", "-o", path)
        #expect(try read().version == 2 && read().bundles.count == 1)
        #expect(!FileManager.default.fileExists(atPath: "\(path).minisig"))
        // What is installed needs no index, but one that may have been changed is told of.
        #expect(try zoo("install", "resnet50", "--offline").status == 77)
        try shop.done("sign", "--index", path, "--key", key)
        #expect(try zoo("install", "resnet50", "--offline").status == 0)
        let elsewhere = try shop.zoo("index", packed.path, "-o", "/tmp/no-such-folder/index.json")
        #expect(elsewhere.status == 66)
    }
}
