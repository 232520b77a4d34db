import Foundation
import FrankenPlugins

/// A shelf in a folder of its own, and the files of `Tools/examples/blueprint` to put into it.
final class PluginShelfFixture: Sendable {
    static let examples = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Tools/examples/blueprint").standardizedFileURL.path

    let root: String
    let shelf: BlueprintShelf

    init(others: (String) -> [String] = { _ in [] }) throws {
        root =
            FileManager.default.temporaryDirectory
            .appending(path: "zoo-plugins-\(UUID().uuidString)").resolvingSymlinksInPath().path
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        shelf = BlueprintShelf(folder: "\(root)/blueprints", others: others(root))
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// One of the examples as text.
    static func text(_ name: String = "resnet14.json") throws -> String {
        try String(contentsOfFile: "\(examples)/\(name)", encoding: .utf8)
    }

    /// Writes a file below the root and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let path = "\(root)/\(name)"
        let folder = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    /// What was added.
    func names() -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(root)/blueprints")
        return (names ?? []).sorted()
    }
}
