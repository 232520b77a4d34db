internal import FrankenFiles

/// The calls of the system that the store makes, with the store's own error and advice.
enum StoreCall {
    /// Runs a call.
    static func mapping<Result>(
        _ body: () throws(FilesError) -> Result
    ) throws(StoreError) -> Result {
        do throws(FilesError) {
            return try body()
        } catch {
            throw StoreError(error)
        }
    }

    /// What is at a path, `nil` when nothing is; a symbolic link counts as itself.
    static func status(_ path: String) throws(StoreError) -> FileStatus? {
        try mapping { () throws(FilesError) in try FileStatus.of(path) }
    }

    /// The names in a folder in no order; none when there is no such folder.
    static func names(in path: String) throws(StoreError) -> [String] {
        try mapping { () throws(FilesError) in try Folder.unsortedNames(ifThere: path) }
    }

    /// The whole content of a small regular file, or `nil` when there is none.
    ///
    /// - Throws: ``StoreError`` with code `.malformedReceipt` when it is no regular file or longer
    ///   than `limit` bytes.
    static func bytes(of path: String, limit: Int) throws(StoreError) -> [UInt8]? {
        do throws(FilesError) {
            return try OpenFile.bytes(ifThere: path, limit: limit, followsLinks: false)
        } catch {
            switch error.code {
            case .isFolder, .notRegularFile, .tooLarge:
                throw StoreError(
                    .malformedReceipt,
                    "Expected a file of at most \(limit) bytes at '\(path)'. \(error.reason) Move "
                        + "it out of the store."
                )
            default: throw StoreError(error)
            }
        }
    }

    /// Hands over a file's bytes in pieces; no link is followed.
    ///
    /// - Throws: ``StoreError``, or what `body` throws.
    static func read(_ path: String, _ body: (RawSpan) throws -> Void) throws {
        do {
            try OpenFile(path: path, followsLinks: false).read(body)
        } catch let error as FilesError {
            throw StoreError(error)
        }
    }

    /// Moves a file, over whatever has the new name.
    static func rename(_ path: String, _ newPath: String) throws(StoreError) {
        try mapping { () throws(FilesError) in try Entry.rename(path, to: newPath) }
    }

    /// Removes a file.
    ///
    /// - Returns: Whether it was there.
    @discardableResult
    static func remove(_ path: String) throws(StoreError) -> Bool {
        try mapping { () throws(FilesError) in try Entry.remove(path) }
    }

    /// Makes a folder; that it is there already is no failure.
    ///
    /// - Returns: Whether it was made now.
    @discardableResult
    static func makeFolder(_ path: String) throws(StoreError) -> Bool {
        try mapping { () throws(FilesError) in try Folder.make(path) }
    }

    /// Makes a folder and the folders above it, and flushes each new name.
    static func makeFolders(_ path: String) throws(StoreError) {
        try mapping { () throws(FilesError) in try Folder.makeAll(path) }
    }

    /// Flushes the names in a folder to the disk.
    static func flushFolder(_ path: String) throws(StoreError) {
        try mapping { () throws(FilesError) in try Folder.flush(path) }
    }

    /// Makes a file that others find at once, to write more lines to.
    static func open(
        _ path: String,
        for purpose: SystemCall.Purpose
    ) throws(StoreError) -> Int32 {
        try mapping { () throws(FilesError) in
            try SystemCall.open(path, for: purpose, mode: 0o644)
        }
    }

    /// Writes a small file, all or nothing.
    ///
    /// - Parameters:
    ///   - bytes: The content.
    ///   - target: The file.
    ///   - folder: Where it lies until it is whole.
    ///   - parent: The folder of the target.
    /// - Throws: ``StoreError`` of a system call.
    static func write(
        _ bytes: [UInt8],
        to target: String,
        through folder: String,
        flushing parent: String
    ) throws(StoreError) {
        try mapping { () throws(FilesError) in
            try TemporaryFile.write(bytes, to: target, through: folder, flushing: parent)
        }
    }
}

extension StoreError {
    /// What a file of the store refused.
    init(_ error: FilesError) {
        let (code, advice): (Code, String) =
            switch error.code {
            case .notFound, .notAFolder: (.notFound, "")
            case .noSpace: (.noSpace, "Make room ('zoo prune' shows what can go), try again.")
            case .notPermitted:
                (.notPermitted, "\(error.advice) Or set ZOO_HOME to a folder of yours.")
            default: (.system, error.advice)
            }
        self.init(
            code,
            error.advising(advice).message,
            systemErrorNumber: error.systemErrorNumber
        )
    }
}
