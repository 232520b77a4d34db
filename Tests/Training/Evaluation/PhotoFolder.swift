import Foundation

/// A folder of class folders that is removed at the end.
final class PhotoFolder {
    private static let photos = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Photos")
    private let folder: URL

    var path: String { folder.path }

    /// Puts photos, by their names, below the folder; any other word becomes a file's content.
    init(_ files: [(name: String, photo: String)]) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "franken-evaluation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, photo) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            let source = Self.photos.appending(path: "\(photo).png")
            if FileManager.default.fileExists(atPath: source.path) {
                try FileManager.default.copyItem(at: source, to: file)
            } else {
                try Data(photo.utf8).write(to: file)
            }
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
