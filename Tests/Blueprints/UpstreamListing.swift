import Foundation

/// A golden listing of upstream names, shapes and costs.
///
/// `Tools/goldens/resnet_names.py` and `swin_convnext_names.py` wrote them; the first describes
/// the format.
struct UpstreamListing {
    struct Tensor: Hashable, CustomStringConvertible {
        let name: String
        let shape: [Int]
        var description: String { "\(name) \(shape)" }
    }

    struct Model {
        let name: String
        let parameterCount: Int
        let multiplyAccumulates: Int?
        var tensors: [Tensor] = []
    }

    enum Problem: Error {
        case malformedLine(String)
        case noModel(String)
    }

    let models: [Model]

    init(_ name: String = "resnet-names.txt") throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/\(name)")
        var models: [Model] = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == "=", words.count == 4, let parameterCount = Int(words[2]) {
                models.append(
                    Model(
                        name: words[1],
                        parameterCount: parameterCount,
                        multiplyAccumulates: Int(words[3])
                    )
                )
            } else if !models.isEmpty, words.count > 3 {
                models[models.count - 1].tensors += try Self.tensors(words)
            } else {
                throw Problem.malformedLine(String(line))
            }
        }
        self.models = models
    }

    func model(named name: String) throws -> Model {
        guard let model = models.first(where: { $0.name == name }) else {
            throw Problem.noModel(name)
        }
        return model
    }

    /// `layer1 0 2 conv1.weight:64x64x3x3 ...` is that tensor in blocks 0, 1 and 2.
    private static func tensors(_ words: [String]) throws -> [Tensor] {
        let prefixes: [String]
        if words[0] == "-" {
            prefixes = [""]
        } else if let first = Int(words[1]), let last = Int(words[2]), first <= last {
            prefixes = (first...last).map { "\(words[0]).\($0)." }
        } else {
            throw Problem.malformedLine(words.joined(separator: " "))
        }
        return try prefixes.flatMap { prefix in
            try words[3...].map { word in
                let parts = word.split(separator: ":")
                let shape = parts[1].split(separator: "x").compactMap { Int($0) }
                guard parts.count == 2, !shape.isEmpty || parts[1] == "scalar" else {
                    throw Problem.malformedLine(word)
                }
                return Tensor(name: prefix + parts[0], shape: shape)
            }
        }
    }
}
