import Foundation
import FrankenBlueprint
import FrankenBundle
import FrankenImage
import FrankenInference
import FrankenPlugins
import FrankenTaxonomy
import FrankenZoo
import RegNet

// `zoo regnet ...` starts this program, once it lies on PATH.
let usage = """
    Usage: zoo regnet list
           zoo regnet pack RELATIVE FILE.zoo [WEIGHTS]
           zoo regnet classify PHOTO RELATIVE WEIGHTS

    pack writes a bundle with an untrained decoder; it runs on any zoo, with or without this program.
    """

func run(_ words: [String]) throws {
    let shelf = BlueprintShelf(environment: ProcessInfo.processInfo.environment)
    let registry = try shelf.read(RegNetPlugin.base).registry
    switch (words.first, words.count) {
    case ("list", 1):
        for entry in registry.taxonomy.entries where entry.family.id == "regnet" {
            print("\(entry.relative.name)  \(entry.relative.displayName)")
        }
    case ("pack", 3...4):
        let parts = FileManager.default.temporaryDirectory
            .appending(path: "zoo-regnet-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: parts) }
        var bundle = UntrainedBundle(words[1], blueprints: registry)
        bundle.weights = words.count == 4 ? words[3] : nil
        try bundle.write(to: parts)
        let built = try BundlePacker(blueprints: registry).bundle(from: parts)
        try BundleWriter(form: .standard).write([built.bundle], blobs: built.blobs, to: words[2])
        print(words[2])
    case ("classify", 4):
        let backbone = try registry.backbone(named: words[2], weights: words[3])
        let photo = try ImageDecoder.decode(contentsOf: words[1])
        for best in try Classifier(backbone).classify([photo], top: 5)[0] {
            print("\(best.index)  \(best.probability)")
        }
    default:
        FileHandle.standardError.write(Data("\(usage)\n".utf8))
        exit(64)
    }
}

do {
    try run(Array(CommandLine.arguments.dropFirst()))
} catch {
    FileHandle.standardError.write(Data("zoo-regnet: \(error)\n".utf8))
    exit(65)
}
