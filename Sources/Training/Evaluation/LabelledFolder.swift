internal import FrankenFiles
package import FrankenInference

/// Photos in one sub-folder per class, named by the class's identifier, name or index.
package struct LabelledFolder: Sendable {
    /// A photo and the class it is of.
    package struct Photo: Sendable, Hashable {
        /// Where it is.
        package let path: String
        /// The index of its class.
        package let label: Int
    }

    /// The photos, by folder and name.
    package let photos: [Photo]

    private static let suffixes = [".jpg", ".jpeg", ".png", ".webp"]

    /// Finds the photos of a folder; files of other types are left out.
    ///
    /// - Parameters:
    ///   - path: The folder of sub-folders.
    ///   - labels: What the classes are called; without, sub-folders are named by index.
    ///   - classCount: How many classes there are.
    /// - Throws: ``EvaluationError``.
    package init(path: String, labels: ClassLabels?, classCount: Int) throws(EvaluationError) {
        var photos: [Photo] = []
        for folder in try Self.entries(path) where FileStatus.isFolder("\(path)/\(folder)") {
            let number = Int(folder).flatMap { (0..<classCount).contains($0) ? $0 : nil }
            guard let label = labels?.index(of: folder) ?? number else {
                throw EvaluationError(
                    .unknownClass,
                    """
                    The sub-folder '\(folder.prefix(80))' is no class of the backbone. Name \
                    sub-folders by \(Self.naming(labels, classCount)).
                    """
                )
            }
            for name in try Self.entries("\(path)/\(folder)") {
                let lower = name.lowercased()
                guard Self.suffixes.contains(where: { lower.hasSuffix($0) }) else { continue }
                photos.append(Photo(path: "\(path)/\(folder)/\(name)", label: label))
            }
        }
        guard !photos.isEmpty else {
            throw EvaluationError(
                .noPhotos,
                """
                '\(path)' has no .jpg, .jpeg, .png or .webp in sub-folders. One sub-folder per \
                class is needed.
                """
            )
        }
        self.photos = photos
    }

    private static func naming(_ labels: ClassLabels?, _ classCount: Int) -> String {
        let index = "index, 0 to \(classCount - 1)"
        guard let label = labels?.labels.first else { return index }
        return label.id == label.name
            ? "class, such as '\(label.name)', or by \(index)"
            : "identifier, such as \(label.id), by a name that is unique, or by \(index)"
    }

    /// Names in a folder, in the order of their bytes, without hidden ones.
    private static func entries(_ path: String) throws(EvaluationError) -> [String] {
        do throws(FilesError) {
            return try Folder.names(in: path).filter { !PathName.isHidden($0) }
        } catch {
            throw EvaluationError(
                .unreadableFolder,
                "Cannot read the folder '\(path)': "
                    + "\(FilesError.reason(error.systemErrorNumber))."
            )
        }
    }
}
