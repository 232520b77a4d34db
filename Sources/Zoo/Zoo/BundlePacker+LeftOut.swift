internal import FrankenBundle
internal import FrankenFiles

extension BundlePacker {
    /// What lies in a folder to pack and does not come into the bundle, such as a file of labels
    /// under another name; a folder of others ends with a slash.
    ///
    /// - Parameter folder: As ``bundle(from:)`` reads it.
    /// - Returns: Paths below the folder.
    /// - Throws: `FilesError` when a folder cannot be read.
    public static func leftOut(of folder: String) throws -> [String] {
        // Vectors are made anew, and the description of the bundle is written.
        let read = Set(BlobRole.allCases.map(\.fileName) + [PackDescription.fileName])
        let parts = Set(
            read.compactMap { $0.split(separator: "/").dropLast().first.map(String.init) }
        )
        return try Folder.names(in: folder).flatMap { name -> [String] in
            guard FileStatus.isFolder("\(folder)/\(name)") else {
                return read.contains(name) || name.hasPrefix(BlobRole.license.fileName)
                    ? [] : [name]
            }
            guard parts.contains(name) else { return ["\(name)/"] }
            return try Folder.names(in: "\(folder)/\(name)").map { "\(name)/\($0)" }
                .filter { !read.contains($0) }
        }
    }
}
