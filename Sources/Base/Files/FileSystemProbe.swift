/// What the file system behind a folder can do, tried out with files that are gone afterwards.
package struct FileSystemProbe: Sendable {
    /// Whether a file can have two names.
    package private(set) var hasLinks = false
    /// Whether a lock that one holds is refused to another.
    package private(set) var hasLocks = false
    /// Whether a file can be moved over another.
    package private(set) var replaces = false
    /// Whether a file and a folder can be flushed to the disk.
    package private(set) var flushes = false
    /// Whether a file keeps the mode it is given.
    package private(set) var keepsModes = false

    /// Tries a folder out.
    ///
    /// - Throws: ``FilesError`` when no file can be made in it.
    package init(folder: String) throws(FilesError) {
        let home = Owner.current.newPath(beside: "\(folder)/probe")
        try Folder.makeNew(home, mode: 0o700)
        defer { Folder.removeFlat(home) }
        let (first, second) = ("\(home)/first", "\(home)/second")
        for path in [first, second] { try AtomicFile.write([1], to: path) }
        hasLinks = Self.succeeds { () throws(FilesError) in
            try Entry.link(first, to: "\(home)/third")
        }
        keepsModes =
            Self.succeeds { () throws(FilesError) in
                try Entry.setMode(first, 0o444)
            } && (try? FileStatus.of(first))?.mode == 0o444
        replaces = Self.succeeds { () throws(FilesError) in try Entry.rename(second, to: first) }
        flushes = Self.succeeds { () throws(FilesError) in
            let number = try SystemCall.open(home, for: .reading)
            defer { SystemCall.drop(number) }
            try SystemCall.flush(number, home)
        }
        if let held = try? FileLock(path: "\(home)/lock") {
            do throws(FilesError) {
                _ = try FileLock(path: "\(home)/lock")
            } catch {
                hasLocks = error.code == .busy
            }
            _ = held
        }
    }

    private static func succeeds(_ body: () throws(FilesError) -> Void) -> Bool {
        do throws(FilesError) {
            try body()
            return true
        } catch {
            return false
        }
    }
}
