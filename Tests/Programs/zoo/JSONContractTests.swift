import Foundation
import Testing

@Suite("What --json prints", .serialized)
struct JSONContractTests {
    private static let schemas = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Zoo/schemas/output").standardizedFileURL

    /// Every command, in an order that works; `{…}` is a file of the workshop.
    private static let commands = [
        "keygen -o {k.key} --no-password", "keygen -o /dev/null --no-password",
        "pack {resnet20} -o {a.zoo}",
        "sign {a.zoo} --key {k.key}", "install {a.zoo} --dry-run", "install {a.zoo}", "list",
        "list --family resnet", "show resnet20", "search resnet", "verify",
        "verify --signature", "predict {photo} --backbone all -o {p.fsplit}",
        "predict {p.fsplit} --backbone resnet20", "selftest",
        "import --backbone resnet20 --weights {w}", "export resnet20 -o {all.zoo}", "lock",
        "index {a.zoo} -o {index.json}", "trust", "trust add {k.pub} --name k",
        "trust rule r* --mode warn", "trust list", "trust forget resnet20", "doctor --offline",
        "env", "completion bash", "plugin list", "inspect {p.fsplit}",
        "inspect {p.fsplit} --encoder {resnet20/encoder}",
        "decode {p.fsplit} --encoder {resnet20/encoder} -o {latent.safetensors}",
        "encode {photo} -o {q.fsplit} --encoder {resnet20/encoder}",
        "classify {photo} --backbone resnet20 --weights {w}",
        "bench --backbone resnet20 --iterations 1",
        "evaluate --backbone resnet20 --weights {w} --images {photos}",
        "evaluate --backbone resnet20 --weights {w} --images {photos} --codec resnet20 "
            + "--baseline jpeg:10,jpeg:20,png",
        "rm resnet20 --dry-run",
        "rm resnet20 --yes", "prune --dry-run", "prune --yes",
    ]

    /// Not among ``commands``: registries have a test of their own, training has suites of its
    /// own, and what is hidden promises nothing.
    private static let elsewhere: Set<String> = [
        "push", "pull", "sync", "help", "experiment-result",
        // These are of the program zoo-train.
        "train", "finetune-decoder", "experiment",
    ]

    @Test("One JSON value on standard output, as its schema says")
    func contracts() throws {
        let workshop = try BundleWorkshop()
        let weights = workshop.path("w")
        try workshop.make(["make-bundle", "resnet20", "-o", workshop.path("resnet20")])
        try workshop.make(["make-weights", "resnet20", "-o", "\(weights).safetensors"])
        let photos = workshop.folder.file("photos/airplane")
        try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
        for name in ["ramp.png", "truncated.jpg"] {
            try FileManager.default.copyItem(
                at: SmallModel.photos.appending(path: name),
                to: photos.appending(path: name)
            )
        }
        var seen: Set<String> = []
        for line in Self.commands {
            let words = line.split(separator: " ").map { word -> String in
                switch word {
                case "{photo}": SmallModel.photo("ramp.png")
                case "{w}": "\(weights).safetensors"
                case _ where word.hasPrefix("{"): workshop.path(String(word.dropFirst().dropLast()))
                default: String(word)
                }
            }
            let process = try ZooProcess.make(words + ["--json"])
            process.environment = ProcessInfo.processInfo.environment
                .merging(["ZOO_HOME": workshop.home()]) { _, new in new }
            seen.insert(try check(ZooProcess.run(process), of: line))
        }
        // A schema that nothing prints is stale.
        for file in try FileManager.default.contentsOfDirectory(atPath: Self.schemas.path) {
            let name = file.replacing(".json", with: "")
            let dash = try #require(name.lastIndex(of: "-"))
            let schema = "\(name[..<dash])/\(name[name.index(after: dash)...])"
            let owner = schema.split(separator: "/")[0].replacing("zoo.", with: "")
            let isElsewhere = Self.elsewhere.contains(String(owner))
            #expect(seen.contains(schema) || isElsewhere, "\(file) is stale")
        }
    }

    @Test("No command that people see is left out")
    func complete() throws {
        let help = try ZooProcess.run(["--help"]).output
        let list = try #require(help.range(of: "SUBCOMMANDS:\n"))
        let names = help[list.upperBound...].split(separator: "\n").compactMap { line in
            line.hasPrefix("  ") && line.dropFirst(2).first != " "
                ? line.split { " ,".contains($0) }.first.map(String.init) : nil
        }.filter { $0 != "See" }
        #expect(names.count > 25)
        let known = Set(
            Self.commands.compactMap { $0.split(separator: " ").first.map(String.init) }
        )
        for name in names where !Self.elsewhere.contains(name) && name != "prepare" {
            #expect(known.contains(name), "zoo \(name) --json is not tested")
        }
    }

    @Test("What push and pull print, where there is a registry")
    func registry() throws {
        guard let registry = try LocalRegistry.start() else { return }
        let shop = try BundleWorkshop()
        try shop.done("install", shop.pack(PackFixture()).path)
        let target = "oci://\(registry.host)/zoo/resnet50"
        let push = ["push", "resnet50", target, "--plain-http", "--json"]
        #expect(try check(shop.zoo(push), of: "push") == "zoo.push/1")
        let pull = ["pull", "\(target):1.0.0", "--plain-http", "--json"]
        let file = ["-o", shop.path("pulled.zoo")]
        for rest in [["--dry-run"], file] {
            #expect(try check(shop.zoo(pull + rest, home: "b"), of: "pull") == "zoo.pull/1")
        }
    }

    /// Compares what a command printed with its schema, which is returned.
    private func check(_ outcome: ZooProcess.Outcome, of line: String) throws -> String {
        #expect(outcome.status == 0, "zoo \(line): \(outcome.errors)")
        let value = try? JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        let object = try #require(
            value as? [String: Any],
            "zoo \(line) printed \(outcome.output.prefix(300))"
        )
        let schema = try #require(object["schema"] as? String, "zoo \(line)")
        try check(object, schema, of: line)
        return schema
    }

    private func check(_ value: [String: Any], _ schema: String, of command: String) throws {
        let file = Self.schemas.appending(
            path: schema.replacing("/", with: "-") + ".json"
        )
        guard let data = try? Data(contentsOf: file) else {
            Issue.record("zoo \(command): there is no \(file.lastPathComponent)")
            return
        }
        let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let problems = SmallSchema.problems(of: value, root, at: "")
        #expect(problems.isEmpty, "zoo \(command): \(problems.joined(separator: "; "))")
    }

    @Test("The check can fail")
    func canFail() {
        let schema: [String: Any] = [
            "type": "object", "required": ["a"],
            "properties": ["a": ["type": "number"], "schema": ["const": "x/1"]],
        ]
        #expect(SmallSchema.problems(of: ["a": 1, "schema": "x/1"], schema, at: "").isEmpty)
        #expect(SmallSchema.problems(of: ["schema": "x/1"], schema, at: "").count == 1)
        #expect(SmallSchema.problems(of: ["a": "1", "schema": "x/2"], schema, at: "").count == 2)
        #expect(SmallSchema.problems(of: ["a": 1, "b": 1], schema, at: "").count == 1)
    }
}
