internal import FrankenFiles

/// What is done with files of the cache, with our error.
enum CacheFile {
    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws(TransportError) {
        try mapping { () throws(FilesError) in try Folder.makeAll(path) }
    }

    /// Bytes of a regular file, or `nil` when there is none.
    static func byteCount(_ path: String) -> Int? {
        guard let status = try? FileStatus.of(path), status.kind == .file else { return nil }
        return status.byteCount
    }

    /// Seconds since 1970 when a file or folder was last changed.
    static func modified(_ path: String) -> Int {
        Int(((try? FileStatus.of(path))?.modified ?? 0) / 1_000_000_000)
    }

    /// The names in a folder, sorted; none when there is no folder.
    static func names(_ folder: String) -> [String] {
        (try? Folder.names(in: folder)) ?? []
    }

    /// Hands over a file from its beginning in pieces; no link is followed.
    static func read(_ path: String, _ body: (RawSpan) throws -> Void) throws {
        do {
            try OpenFile(path: path, followsLinks: false).read(body)
        } catch let error as FilesError {
            throw failure(error)
        }
    }

    /// Runs what touches files of the cache.
    static func mapping<Result>(
        _ body: () throws(FilesError) -> Result
    ) throws(TransportError) -> Result {
        do throws(FilesError) {
            return try body()
        } catch {
            throw failure(error)
        }
    }

    private static func failure(_ error: FilesError) -> TransportError {
        let reason = FilesError.reason(error.systemErrorNumber)
        // A file that is gone was removed by another process, which may have finished the blob.
        return TransportError(
            .notWritten,
            "Cannot use the cache, '\(error.path)': \(reason). 'zoo env' says where it is; "
                + "'zoo prune --partials' frees space.",
            retryLimit: error.code == .notFound ? 1 : 0
        )
    }
}
