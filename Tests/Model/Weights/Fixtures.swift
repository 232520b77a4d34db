import Foundation
import FrankenFiles

/// Files that the tests read, found from the place of this source file.
enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let corpus = folder.appendingPathComponent("Corpus")
    static let goldens = folder.appendingPathComponent("Goldens")

    /// Large data beside the package, not part of it; nil when it is absent.
    static let realWeights: URL? = {
        let url = folder.appendingPathComponent("../../../../shared/data/weights").standardized
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }()

    static func bytes(_ url: URL) throws -> [UInt8] {
        let file = try MappedFile(path: url.path)
        return try file.copyBytes(in: 0..<file.byteCount)
    }

    static func golden(_ name: String) throws -> [UInt8] {
        try bytes(goldens.appendingPathComponent(name))
    }

    /// A fresh folder for files that a test writes.
    static func scratchFolder() throws -> URL {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("franken-weights-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }
}
