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
        // A link, unlike a rename, never replaces anything.
        try Entry.link(temporary, to: path)
        try Folder.flush(PathName.folder(of: path))
    }
}
