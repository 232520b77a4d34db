internal import FrankenFiles

/// Small files of keys, policy and state.
enum TrustFile {
    /// A whole small file.
    static func read(_ path: String, limit: Int) throws(TrustError) -> [UInt8] {
        try mapping { () throws(FilesError) in try OpenFile.bytes(of: path, limit: limit) }
    }

    /// Replaces a file, all at once; a link to it stays.
    static func replace(_ path: String, bytes: [UInt8]) throws(TrustError) {
        do {
            try OutputTarget(path: path).write(bytes)
        } catch {
            throw (error as? FilesError).map(TrustError.init) ?? TrustError(.system, "\(error)")
        }
    }

    /// Makes a file that was not there, complete or not at all.
    ///
    /// - Parameters:
    ///   - path: The new file.
    ///   - bytes: Its content.
    ///   - temporaries: A folder on the same device for the file on its way.
    /// - Throws: ``TrustError`` with code `.alreadyExists` when another one is there, which may have
    ///   appeared at the same instant; `.system`.
    static func create(
        _ path: String,
        bytes: [UInt8],
        through temporaries: String
    ) throws(TrustError) {
        try mapping { () throws(FilesError) in
            try AtomicFile.create(bytes, at: path, through: temporaries)
        }
    }

    /// Makes a secret file that only its owner can read, and replaces none.
    ///
    /// - Throws: ``TrustError`` with code `.alreadyExists` when another one is there; `.system`.
    static func createSecret(_ target: OutputTarget, bytes: [UInt8]) throws(TrustError) {
        do {
            try target.create(bytes, permissions: 0o600)
        } catch {
            throw (error as? FilesError).map(TrustError.init) ?? TrustError(.system, "\(error)")
        }
    }

    /// Removes files that a process which was killed left in a folder of files on their way.
    ///
    /// - Parameters:
    ///   - folder: The folder; none is fine.
    ///   - age: The seconds after which nobody is still at work on a file.
    static func sweep(_ folder: String, age: Int64 = 3600) {
        let limit = SystemClock.nanoseconds - age * 1_000_000_000
        for name in (try? names(in: folder)) ?? [] where name != AtomicFile.lockName {
            let path = "\(folder)/\(name)"
            guard let status = try? FileStatus.of(path), status.modified < limit else { continue }
            remove(path)
        }
    }

    /// Makes the folder that a path lies in.
    static func createFolders(of path: String) throws(TrustError) {
        try createFolders(PathName.folder(of: path))
    }

    /// Makes a folder and those above it, for its owner only.
    static func createFolders(_ path: String) throws(TrustError) {
        try mapping { () throws(FilesError) in try Folder.makeAll(path, mode: 0o700) }
    }

    /// The names in a folder; none when there is no such folder.
    static func names(in path: String) throws(TrustError) -> [String] {
        try mapping { () throws(FilesError) in try Folder.unsortedNames(ifThere: path) }
    }

    /// Removes a file; one that is gone is fine.
    static func remove(_ path: String) {
        _ = try? Entry.remove(path)
    }

    private static func mapping<Result>(
        _ body: () throws(FilesError) -> Result
    ) throws(TrustError) -> Result {
        do throws(FilesError) {
            return try body()
        } catch {
            throw TrustError(error)
        }
    }
}
