import Foundation
import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenInference
import FrankenWeights
import Testing

/// One run that fails: what is typed, the exit code, and words that the message must have.
///
/// `{…}` stands for a file of the suite's folder or of the photos.
struct FailingRun: CustomTestStringConvertible, Sendable {
    let arguments: String
    let status: Int32
    let words: [String]

    init(_ arguments: String, _ status: Int32, _ words: String...) {
        self.arguments = arguments
        self.status = status
        self.words = words
    }

    var testDescription: String { "zoo \(arguments) -> \(status)" }

    static let all: [FailingRun] = [
        // 64: usage
        .init("clasify", 64, "'clasify'", "Did you mean `zoo classify`?", "zoo --help"),
        .init("--nonsense", 64, "--nonsense", "zoo --help"),
        .init("list --jsn", 64, "--json", "zoo list --help"),
        .init("list a b", 64, "'b'", "zoo list --help"),
        .init("show", 64, "<backbone>", "zoo show --help"),
        .init("show resnet20 --size 0", 64, "--size must be 1 to 16384, found 0"),
        .init("show resnet20 --size many", 64, "'many'"),
        .init("show resnet20 --head stage1 --tail stage1", 64, "not both"),
        .init("classify", 64, "<photos>", "zoo classify --help"),
        .init("classify {ramp.png} --backbone resnet20", 64, "--weights"),
        .init("classify {ramp.png} {model} --top 0", 64, "--top must be 1 or more, found 0"),
        .init("classify {ramp.png} {model} --batch 0", 64, "--batch must be 1 to 4096, found 0"),
        .init("classify {ramp.png} {model} --threads 0", 64, "--threads must be 1 to 1024"),
        .init("classify {ramp.png} {model} --resize 0", 64, "--resize must be 1 to 4096"),
        .init("classify {ramp.png} {model} --precision f16", 64, "'f16'", "f32", "bf16"),
        .init("evaluate {model}", 64, "--images"),
        .init("evaluate {model} --images {photos} --batch 4097", 64, "--batch", "4097"),
        .init("bench --iterations 0", 64, "--iterations"),
        .init("prepare {ramp.png}", 64, "--output"),
        // 65: bad data
        .init("classify {text.jpg} {model}", 65, "text.jpg", "JPEG, PNG or WebP", "text"),
        .init("classify {truncated.jpg} {model}", 65, "truncated.jpg"),
        .init("classify {ramp.png} --backbone resnet20 --weights {empty}", 65, "{empty}", "empty"),
        .init("classify {ramp.png} --backbone resnet20 --weights {text.jpg}", 65, "text.jpg"),
        .init("classify {ramp.png} --backbone resnet20 --weights {cut}", 65, "{cut}"),
        .init("classify {ramp.png} --backbone resnet20 --weights {hostile}", 65, "{hostile}"),
        .init("classify {ramp.png} --backbone resnet20 --weights {pickle}", 65, "posix"),
        .init("classify {ramp.png} --backbone resnet20 --weights {nan}", 65, "fc.bias"),
        .init(
            "classify {ramp.png} --backbone resnet20 --weights {resnet32}",
            65,
            "weights of resnet32, not of resnet20",
            "--backbone resnet32"
        ),
        .init(
            "classify {ramp.png} --backbone resnet20 --weights {strange}",
            65,
            "{strange}",
            "missing",
            "'conv1.weight' [16, 3, 3, 3]",
            "'a'"
        ),
        .init("classify {ramp.png} {model} --labels {three}", 65, "10 classes", "3"),
        .init("evaluate {model} --images {noclass}", 65, "'horses'", "airplane", "0 to 9"),
        .init("evaluate {model} --images {nophotos}", 65, "nophotos/3/a.txt"),
        .init("evaluate {model} --images {unreadable}", 65, "a.png", "None of the photos"),
        .init("prepare {text.jpg} --output {new}", 65, "JPEG, PNG or WebP"),
        // 66: not found
        .init("list nothing", 66, "'nothing'", "zoo list"),
        .init("list resnet19", 66, "resnet18"),
        .init("show resnet51", 66, "Did you mean", "resnet50"),
        .init("show resnet20 --head stage9", 66, "stage9", "stage1, stage2, stage3"),
        .init("classify {ramp.png} --backbone resnet51 --weights {empty}", 66, "resnet50"),
        .init("classify {missing.png} {model}", 66, "missing.png", "No such file"),
        .init("classify {photos} {model}", 66, "directory"),
        .init("classify {ramp.png} --backbone resnet20 --weights {missing}", 66, "No such file"),
        .init("classify {ramp.png} --backbone resnet20 --weights {photos}", 66, "directory"),
        .init("classify {ramp.png} {model} --labels {missing}", 66, "No such file", "--labels"),
        .init("evaluate {model} --images {missing}", 66, "No such file"),
        .init("bench --backbone resnet51", 66, "resnet50"),
        // 73: a file cannot be created
        .init("prepare {ramp.png} --output {missing}/pixels", 73, "Cannot create"),
    ]
}

@Suite("Failures", .serialized)
struct ExitCodeTests {
    private let folder: ScratchFolder
    private let model: [String]

    init() throws {
        folder = try ScratchFolder()
        model = try SmallModel.options(in: folder)
    }

    @Test(
        "A message with the next step on standard error, nothing on standard output",
        arguments: FailingRun.all
    )
    func failure(run: FailingRun) throws {
        let arguments = try run.arguments.split(separator: " ").map(String.init)
            .flatMap { $0 == "{model}" ? model : [try filled($0)] }
        let outcome = try ZooProcess.run(arguments)
        #expect(outcome.status == run.status && !outcome.isSignal, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("zoo: "))
        for word in try run.words.map(filled) {
            #expect(outcome.errors.contains(word), "\(outcome.errors)")
        }
        let isPartial = run.arguments.contains("{unreadable}")
        #expect(outcome.output.isEmpty != isPartial)
        #expect(!FileManager.default.fileExists(atPath: folder.file("new").path))
    }

    @Test("bf16 works or is refused with a reason")
    func bfloat16() throws {
        let photo = SmallModel.photo("ramp.png")
        let outcome = try ZooProcess.run(["classify", photo, "--precision", "bf16"] + model)
        if outcome.status == 0 {
            #expect(outcome.output.hasPrefix("\(photo)\n"))
        } else {
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("bf16"))
        }
    }

    /// Puts paths in the place of names in braces, and makes the files.
    private func filled(_ word: String) throws -> String {
        guard let open = word.firstIndex(of: "{"), let close = word.firstIndex(of: "}") else {
            return word
        }
        let name = String(word[word.index(after: open)..<close])
        return word[..<open] + (try path(name)) + word[word.index(after: close)...]
    }

    private func path(_ name: String) throws -> String {
        let file = folder.file(name)
        switch name {
        case "photos": return SmallModel.photos.path
        case _ where name.contains("."): return SmallModel.photo(name)
        case "missing", "new": break
        case "empty": try Data().write(to: file)
        case "cut":
            let whole = try Data(contentsOf: folder.file("resnet20.safetensors"))
            try whole.prefix(whole.count / 2).write(to: file)
        case "hostile": try corpus("safetensors/n-u64max.safetensors").write(to: file)
        case "pickle": try corpus("pth/posix-system.pth").write(to: file)
        case "nan": try write(SmallModel.weights(), poisoned: true, to: file)
        case "resnet32":
            let graph = try BuiltInBlueprints.registry().backbone(named: name).graph()
            try write(Model.random(graph, seed: 1).weights, to: file)
        case "strange":
            let tensor = try MemoryTensor(name: "a", shape: [1], floats: [0])
            try write(TensorStore(inMemory: [tensor]), to: file)
        case "three": try Data("a\nb\nc\n".utf8).write(to: file)
        case "noclass": try photo("ramp.png", to: file.appending(path: "horses/a.png"))
        case "nophotos": try photo("text.jpg", to: file.appending(path: "3/a.txt"))
        case "unreadable": try photo("text.jpg", to: file.appending(path: "3/a.png"))
        default: Issue.record("no file is called \(name)")
        }
        return file.path
    }

    private func photo(_ name: String, to file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(contentsOf: SmallModel.photos.appending(path: name)).write(to: file)
    }

    private func corpus(_ name: String) throws -> Data {
        try Data(
            contentsOf: SmallModel.photos.appending(path: "../../../Model/Weights/Corpus")
                .appending(path: name)
        )
    }

    private func write(_ store: TensorStore, poisoned: Bool = false, to file: URL) throws {
        let tensors = try store.infos.map { info in
            var floats = try store.floats(named: info.name)
            if poisoned, info.name == "fc.bias" { floats[0] = .nan }
            return try MemoryTensor(name: info.name, shape: info.shape, floats: floats)
        }
        try SafetensorsWriter().write(TensorStore(inMemory: tensors), to: file.path)
    }
}
