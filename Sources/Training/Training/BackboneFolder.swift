internal import FrankenBytes
internal import FrankenFiles
package import FrankenInference
internal import FrankenRecipes

/// What `zoo train backbone` left behind: weights, class names, and how they came about.
package struct BackboneFolder: Sendable {
    /// The folder.
    package let path: String
    /// What the classes are called.
    package let labels: ClassLabels
    /// The SPDX identifier of the weights' licence; nil where nobody stated one.
    package let license: String?
    let note: BackboneNote
    let recipe: BackboneRecipe

    /// The weights.
    package var weightsPath: String { "\(path)/\(note.backbone).safetensors" }

    /// The names of the licence texts in it.
    var licenseTexts: [String] {
        ["LICENSE", "LICENSE.txt", "LICENSE.md"].filter { FileStatus.isReadable("\(path)/\($0)") }
    }

    /// The result that a path names: a folder, or the file of weights in it.
    ///
    /// - Parameter path: A folder or file.
    /// - Returns: The result; nil for a file that is not the result of a training.
    /// - Throws: ``TrainingError`` with code `.inconsistent` for a folder that is none, or whose
    ///   files contradict each other; errors of the files.
    package static func named(_ path: String) throws -> BackboneFolder? {
        if FileStatus.isFolder(path) { return try BackboneFolder(path: path) }
        let folder = PathName.folder(of: path)
        guard FileStatus.isReadable("\(folder)/\(BackboneNote.fileName)") else { return nil }
        let found = try BackboneFolder(path: folder)
        // Another file may lie beside a result.
        let weights = "\(folder)/\(PathName.last(of: path))"
        return PathName.isSame(found.weightsPath, weights) ? found : nil
    }

    /// Reads a result.
    ///
    /// - Parameter path: The folder.
    /// - Throws: ``TrainingError`` with code `.inconsistent` when files are missing or contradict
    ///   each other, or the errors of their own modules.
    package init(path: String) throws {
        let noteBytes = try Self.read(path, BackboneNote.fileName)
        var decoder = StrictJSONDecoder()
        decoder.unknownFields = .ignored
        let found = try decoder.decode(BackboneNote.self, from: noteBytes)
        guard found.schema == BackboneNote.schema else {
            throw TrainingError(
                .inconsistent,
                "Expected '\(path)' to be the result of `zoo train backbone`, found a "
                    + "\(BackboneNote.fileName) of the schema '\(found.schema.prefix(40))'."
            )
        }
        guard !found.backbone.contains("/"), !found.backbone.isEmpty else {
            throw TrainingError(.inconsistent, "'\(path)' names no backbone. Train it again.")
        }
        note = found
        self.path = path
        license = found.license
        recipe = try BackboneRecipe(path: "\(path)/\(BackboneOutput.recipeFile)")
        guard "\(try recipe.digest())" == found.recipeDigest else {
            throw TrainingError(
                .inconsistent,
                "Expected the recipe \(found.recipeDigest) in '\(path)', found another. Its files "
                    + "are of different trainings; train it again."
            )
        }
        let text = try Self.read(path, BackboneOutput.labelsFile)
        labels = try ClassLabels(text: String(decoding: text, as: UTF8.self))
    }

    private static func read(_ folder: String, _ name: String) throws -> [UInt8] {
        do {
            let file = try MappedFile(path: "\(folder)/\(name)")
            return try file.copyBytes(in: 0..<min(file.byteCount, 16 << 20))
        } catch let error as FilesError where error.isMissing {
            throw TrainingError(
                .inconsistent,
                "Expected '\(folder)' to be the result of `zoo train backbone`, found no \(name). "
                    + "Name a file of weights, or such a folder."
            )
        }
    }
}
