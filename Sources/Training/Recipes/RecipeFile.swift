internal import FrankenBytes
internal import FrankenFiles

/// What is read from a JSON file of `Zoo/recipes`: strictly, and within 1 MiB.
package protocol RecipeFile: Codable {
    /// What people call it.
    var name: String { get }
}

extension RecipeFile {
    private static var byteLimit: Int { 1 << 20 }

    /// Reads a file's content.
    ///
    /// - Parameters:
    ///   - bytes: The file's content.
    ///   - name: What to call the file in errors.
    /// - Throws: ``RecipeError`` with code `.invalidRecipe` or `.unsupportedVersion`, with the line
    ///   and the path of the mistake.
    package init(bytes: [UInt8], name: String = "recipe") throws(RecipeError) {
        do throws(JSONError) {
            self = try StrictJSONDecoder(limits: JSONParser.Limits(byteCount: Self.byteLimit))
                .decode(Self.self, from: bytes)
        } catch {
            throw RecipeError(.invalidRecipe, "\(name): \(error)", cause: error)
        }
    }

    /// Reads a file.
    ///
    /// - Throws: ``RecipeError`` with code `.file`, or as ``init(bytes:name:)``.
    package init(path: String) throws(RecipeError) {
        let bytes: [UInt8]
        do {
            let file = try MappedFile(path: path)
            bytes = try file.copyBytes(in: 0..<min(file.byteCount, Self.byteLimit + 1))
        } catch {
            throw RecipeError(.file, "\(error)", cause: error)
        }
        try self.init(bytes: bytes, name: path)
    }

    /// The content of a file that reads as this.
    ///
    /// - Throws: ``RecipeError`` with code `.invalidRecipe`.
    package func bytes() throws(RecipeError) -> [UInt8] {
        do {
            return try StableJSONEncoder(.pretty).encode(self)
        } catch {
            throw RecipeError(.invalidRecipe, "Cannot write '\(name)': \(error)", cause: error)
        }
    }
}
