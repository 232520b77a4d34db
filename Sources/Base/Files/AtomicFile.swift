/// Writes a file that appears complete or not at all.
///
/// The bytes go to a temporary file beside the target, which is flushed to the disk, renamed
/// over the target and followed by a flush of the folder. A crash at any instant leaves the
/// old file or the new one; a failure removes the temporary file and leaves the old one. What a
/// person named, which may be a device or a link, is written by ``OutputTarget`` instead.
package enum AtomicFile {
    /// Writes a whole file.
    ///
    /// - Parameters:
    ///   - path: The file to create or replace.
    ///   - permissions: Who may read and write it; the process's mask takes some away.
    ///   - body: Calls ``FileWriter/append(_:)`` for the content, piece by piece.
    /// - Throws: ``FilesError``, or what `body` throws.
    package static func write(
        to path: String,
        permissions: UInt32 = 0o644,
        _ body: (FileWriter) throws -> Void
    ) throws {
        let file = try TemporaryFile(beside: path, mode: permissions)
        let writer = FileWriter { piece throws(FilesError) in try file.append(piece) }
        do {
            try body(writer)
            try writer.flush()
            try file.publish(to: path, mode: nil, in: PathName.folder(of: path))
        } catch {
            file.discard()
            throw error
        }
    }

    /// Writes a whole file from bytes at hand.
    ///
    /// - Parameters:
    ///   - bytes: The whole content.
    ///   - path: The file to create or replace.
    ///   - permissions: Who may read and write it; the process's mask takes some away.
    /// - Throws: ``FilesError``.
    package static func write(
        _ bytes: [UInt8],
        to path: String,
        permissions: UInt32 = 0o644
    ) throws(FilesError) {
        let file = try TemporaryFile(beside: path, mode: permissions)
        try unsafe file.append(bytes.span.bytes)
        try file.publish(to: path, mode: nil, in: PathName.folder(of: path))
    }

    /// Writes a new file, complete or not at all.
    ///
    /// - Parameters:
    ///   - bytes: The whole content.
    ///   - path: The file, which must not be there.
    ///   - permissions: Who may read and write it; the process's mask takes some away.
    ///   - temporaries: A folder on the same device for the file on its way; its own without one.
    /// - Throws: ``FilesError`` with code `.exists` when something has its name, which may have
    ///   appeared at the same instant.
    package static func create(
        _ bytes: [UInt8],
        at path: String,
        permissions: UInt32 = 0o644,
        through temporaries: String? = nil
    ) throws(FilesError) {
        let temporary =
            temporaries.map { "\($0)/\(Owner.current.newName())" }
            ?? Owner.current.newPath(beside: path)
        try write(bytes, to: temporary, permissions: permissions)
        defer { _ = try? Entry.remove(temporary) }
        do throws(FilesError) {
            // A link, unlike a rename, never replaces anything.
            try Entry.link(temporary, to: path)
        } catch {
            guard error.isUnsupported else { throw error }
            try move(temporary, toNew: path, lock: temporaries.map { "\($0)/\(lockName)" })
        }
        try Folder.flush(PathName.folder(of: path))
    }

    /// What the lock is called that ``create(_:at:permissions:through:)`` leaves in its folder of
    /// files on their way, where the file system has no links.
    package static let lockName = ".lock"

    /// Moves a file to a name that nothing has, where a file cannot have two names: on exFAT.
    private static func move(
        _ temporary: String,
        toNew path: String,
        lock: String?
    ) throws(FilesError) {
        guard let lock else {
            // The name is taken first; a crash before the next call leaves an empty file.
            SystemCall.drop(try SystemCall.open(path, for: .creating, mode: 0o600))
            do throws(FilesError) {
                try Entry.rename(temporary, to: path)
            } catch {
                _ = try? Entry.remove(path)
                throw error
            }
            return
        }
        let held = try FileLock(path: lock, waits: true)
        defer { _ = held }
        guard !FileStatus.exists(path) else {
            throw FilesError(failed: "create", path, number: FilesError.existsNumber)
        }
        try Entry.rename(temporary, to: path)
    }
}
