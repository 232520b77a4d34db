import Foundation
import Testing

@Suite("Other people's readers")
struct ForeignReaderTests {
    @Test("Python's safetensors opens every blob of weights that we write")
    func safetensors() throws {
        let script = """
            import json, pathlib, sys
            from safetensors import safe_open
            home = pathlib.Path(sys.argv[1])
            count = 0
            for receipt in home.glob('installs/*/*.json'):
                digest = json.loads(receipt.read_text())['manifest']['digest'].split(':')[1]
                manifest = json.loads((home / 'blobs/sha256' / digest).read_text())
                for layer in manifest['layers']:
                    if layer['annotations']['org.opencontainers.image.title'].endswith('.safetensors'):
                        blob = home / 'blobs/sha256' / layer['digest'].split(':')[1]
                        with safe_open(str(blob), 'np') as file:
                            for key in file.keys():
                                assert file.get_tensor(key).size > 0
                                count += 1
            print('tensors', count)
            """
        // ZOO_PYTHON names an interpreter with `pip install safetensors numpy`.
        let named = ProcessInfo.processInfo.environment["ZOO_PYTHON"].map { [$0] } ?? []
        let python = try (named + ["/usr/bin/python3"]).first { program in
            guard FileManager.default.isExecutableFile(atPath: program) else { return false }
            return try Tool.run(program, ["-c", "import safetensors, numpy"]).status == 0
        }
        guard let python else {
            print("skipped: no Python with safetensors and numpy; ZOO_PYTHON can name one")
            return
        }
        let workshop = try BundleWorkshop()
        try workshop.done("install", workshop.bundle("resnet20"))
        let weights = workshop.path("weights.safetensors")
        try workshop.make(["make-weights", "resnet32", "-o", weights])
        try workshop.done("import", "--backbone", "resnet32", "--weights", weights)
        let run = try Tool.run(python, ["-c", script, workshop.home()])
        #expect(run.status == 0, "\(run.output)")
        // Encoder, decoder, tail, vectors; head and tail of the import.
        let count = run.output.split(separator: " ").last.flatMap {
            Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        #expect(count ?? 0 > 100, "\(run.output)")
    }
}
