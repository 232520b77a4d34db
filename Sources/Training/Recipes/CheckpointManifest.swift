internal import FrankenBytes
internal import FrankenCrypto
internal import FrankenFiles

/// The files of a checkpoint, their sizes and digests.
struct CheckpointManifest: Codable, Equatable {
    struct File: Codable, Equatable {
        let name: String
        let byteCount: Int
        let digest: Digest
    }

    static let fileName = "manifest.json"
    private static let schema = "zoo.checkpoint-manifest/1"
    private static let byteLimit = 1 << 20

    var schema = CheckpointManifest.schema
    let files: [File]

    init(files: [File]) {
        self.files = files
    }

    /// The manifest's own bytes: their digest is in the checkpoint's name.
    func bytes() throws -> [UInt8] { try StableJSONEncoder(.pretty).encode(self) }

    /// The description of a file as it is on the disk.
    static func file(_ name: String, in folder: String) throws -> File {
        let file = try MappedFile(path: "\(folder)/\(name)")
        let hasher = SHA256Hasher()
        for start in stride(from: 0, to: file.byteCount, by: 8 << 20) {
            let range = start..<min(start + 8 << 20, file.byteCount)
            try file.withBytes(in: range) { try hasher.update($0) }
            file.dropPages(in: range)
        }
        return File(name: name, byteCount: file.byteCount, digest: try hasher.finish())
    }

    /// Reads a manifest and checks every file against it.
    ///
    /// - Parameters:
    ///   - folder: The checkpoint.
    ///   - prefix: The first digits of the manifest's digest.
    /// - Returns: The manifest.
    /// - Throws: ``RecipeError`` with code `.damaged`, or what reading throws.
    static func verified(in folder: String, prefix: Substring) throws -> CheckpointManifest {
        let file = try MappedFile(path: "\(folder)/\(fileName)")
        guard file.byteCount <= byteLimit else {
            throw RecipeError(.damaged, "'\(folder)/\(fileName)' is too large.")
        }
        let bytes = try file.copyBytes(in: 0..<file.byteCount)
        let digest = try SHA256Hasher.digest(of: bytes)
        guard digest.short == prefix else {
            throw RecipeError(
                .damaged,
                "Expected '\(folder)/\(fileName)' with the digest \(prefix), found \(digest.short)."
            )
        }
        let manifest = try StrictJSONDecoder().decode(CheckpointManifest.self, from: bytes)
        guard manifest.schema == schema else {
            throw RecipeError(
                .unsupportedVersion,
                "'\(folder)' is of the version '\(manifest.schema.prefix(40))'; use its build of zoo."
            )
        }
        for expected in manifest.files {
            guard !expected.name.contains("/"), !expected.name.hasPrefix(".") else {
                throw RecipeError(.damaged, "'\(folder)' lists a file outside of itself.")
            }
            let found = try Self.file(expected.name, in: folder)
            guard found == expected else {
                throw RecipeError(
                    .damaged,
                    """
                    Expected '\(folder)/\(expected.name)' with \(expected.byteCount) bytes and the \
                    digest \(expected.digest.short), found \(found.byteCount) and \
                    \(found.digest.short).
                    """
                )
            }
        }
        return manifest
    }
}
