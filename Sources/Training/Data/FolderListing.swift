internal import FrankenFiles

/// What is in a folder.
enum FolderListing {
    /// Names in a folder, sorted by their bytes, without hidden ones.
    static func names(in path: String) throws(DataError) -> [String] {
        do throws(FilesError) {
            return try Folder.names(in: path).filter { !PathName.isHidden($0) }
        } catch {
            let reason = FilesError.reason(error.systemErrorNumber)
            throw DataError(
                .unreadable,
                "Expected a readable folder at '\(path)': \(reason). Check the path."
            )
        }
    }
}
