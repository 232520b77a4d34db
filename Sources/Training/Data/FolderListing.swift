internal import FrankenFiles

/// What is in a folder.
enum FolderListing {
    /// A file below a folder.
    struct File {
        /// Its path below the folder.
        let path: String
        /// What it is; nil for a link that leads nowhere, or back to a folder above.
        let status: FileStatus?
    }

    /// Names in a folder, sorted by their bytes.
    static func names(in path: String) throws(DataError) -> [String] {
        do throws(FilesError) {
            return try Folder.names(in: path)
        } catch {
            let reason = FilesError.reason(error.systemErrorNumber)
            throw DataError(
                .unreadable,
                "Expected a readable folder at '\(path)': \(reason). Check the path."
            )
        }
    }

    /// All that is no folder below a folder, at any depth, by name; links are followed.
    static func files(below root: String) throws(DataError) -> [File] {
        var files: [File] = []
        let top = (try? FileStatus.following(root))?.identity
        try collect(root, "", above: top.map { [$0] } ?? [], into: &files)
        return files
    }

    private static func collect(
        _ root: String,
        _ folder: String,
        above: [FileStatus.Identity],
        into files: inout [File]
    ) throws(DataError) {
        for name in try names(in: "\(root)/\(folder)") {
            let path = folder + name
            guard let status = try? FileStatus.following("\(root)/\(path)") else {
                files.append(File(path: path, status: nil))
                continue
            }
            if status.kind != .folder {
                files.append(File(path: path, status: status))
            } else if above.contains(status.identity) {
                files.append(File(path: path, status: nil))
            } else {
                try collect(root, "\(path)/", above: above + [status.identity], into: &files)
            }
        }
    }
}
