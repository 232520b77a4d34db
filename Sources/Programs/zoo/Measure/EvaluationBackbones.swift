import ArgumentParser
import FrankenCrypto
import FrankenFiles
import FrankenInference

/// The backbones that photos are shown to as they are, or after an image codec.
struct EvaluationBackbones: ParsableArguments {
    /// A backbone with what identifies its weights.
    struct Entry {
        let backbone: Backbone
        let weights: String
    }

    @Option(
        help: ArgumentHelp(
            "A backbone, as in `zoo list`; may be given several times, each with its weights.",
            valueName: "name"
        )
    )
    var backbone: [String] = []

    @Option(
        help: ArgumentHelp(
            "A checkpoint with torchvision's or timm's names (.safetensors, .pth).",
            valueName: "file"
        ),
        completion: .file()
    )
    var weights: [String] = []

    @Option(
        help: ArgumentHelp(
            "Class names, one a line in index order. ImageNet's and CIFAR-10's are built in.",
            valueName: "file"
        ),
        completion: .file()
    )
    var labels: String?

    func validate() throws {
        guard backbone.count == weights.count else {
            throw ValidationError(
                "Every --backbone needs its --weights: found \(backbone.count) and "
                    + "\(weights.count)."
            )
        }
        guard Set(backbone).count == backbone.count else {
            throw ValidationError("The same --backbone is given twice.")
        }
    }

    /// Loads the backbones, in the order they were given.
    func load(_ preparation: PreparationOptions) throws -> [Entry] {
        try zip(backbone, weights).map { name, path in
            let backbone = try BackboneLoader.load(name, weights: path, labels: labels)
            return Entry(backbone: preparation.applied(to: backbone), weights: path)
        }
    }
}

extension EvaluationBackbones.Entry {
    /// The SHA-256 of the weights' file.
    func digest() throws -> Digest {
        let file = try MappedFile(path: weights)
        let hasher = SHA256Hasher()
        for start in stride(from: 0, to: file.byteCount, by: 8 << 20) {
            let range = start..<min(start + 8 << 20, file.byteCount)
            try file.withBytes(in: range) { try hasher.update($0) }
        }
        return try hasher.finish()
    }
}
