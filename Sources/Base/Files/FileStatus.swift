#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What the system says about a file without opening it.
package struct FileStatus: Sendable {
    /// The kinds that we tell apart.
    package enum Kind: Sendable { case file, folder, link, other }

    /// What tells one file from every other.
    package struct Identity: Sendable, Hashable {
        let device: UInt64
        let inode: UInt64
    }

    package let kind: Kind
    package let byteCount: Int
    /// The permission bits.
    package let mode: UInt32
    /// Device and inode.
    package let identity: Identity
    /// The number of the user that it belongs to.
    package let owner: UInt32
    /// When the content last changed, in nanoseconds since 1970.
    package let modified: Int64

    /// The file's number on its device.
    package var inode: UInt64 { identity.inode }

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        byteCount = Int(status.st_size)
        mode = UInt32(status.st_mode & 0o7777)
        identity = Identity(
            device: UInt64(truncatingIfNeeded: status.st_dev),
            inode: UInt64(status.st_ino)
        )
        owner = status.st_uid
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// What is at a path, `nil` when nothing is; a symbolic link counts as itself.
    ///
    /// - Throws: ``FilesError``, when the system does not say.
    package static func of(_ path: String) throws(FilesError) -> FileStatus? {
        var status = stat()
        if unsafe ByteText.withBytes(of: path, { unsafe lstat($0, &status) }) == 0 {
            return FileStatus(status)
        }
        guard errno == ENOENT || errno == ENOTDIR else {
            throw FilesError(failed: "inspect", path)
        }
        return nil
    }

    /// What is at a path, or where a symbolic link at it leads; `nil` when nothing is there.
    ///
    /// - Throws: ``FilesError``, when the system does not say.
    package static func following(_ path: String) throws(FilesError) -> FileStatus? {
        var status = stat()
        if unsafe ByteText.withBytes(of: path, { unsafe stat($0, &status) }) == 0 {
            return FileStatus(status)
        }
        guard errno == ENOENT || errno == ENOTDIR else {
            throw FilesError(failed: "inspect", path)
        }
        return nil
    }

    /// What an open file is.
    package static func of(descriptor: Int32, _ path: String) throws(FilesError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw FilesError(failed: "inspect", path)
        }
        return FileStatus(status)
    }

    /// Whether something has a path, be it a link that leads nowhere.
    package static func exists(_ path: String) -> Bool { (try? of(path)) != nil }

    /// Whether a path is a folder or leads to one.
    package static func isFolder(_ path: String) -> Bool {
        (try? following(path))?.kind == .folder
    }

    /// Whether a path leads to a regular file that this user may run.
    package static func isProgram(_ path: String) -> Bool {
        guard (try? following(path))?.kind == .file else { return false }
        return unsafe ByteText.withBytes(of: path) { unsafe access($0, X_OK) } == 0
    }

    /// Whether this user may write a file or into a folder.
    package static func isWritable(_ path: String) -> Bool {
        unsafe ByteText.withBytes(of: path) { unsafe access($0, W_OK) } == 0
    }

    /// Why this user may not write into a folder: whose it is, and what to type.
    ///
    /// - Returns: `nil` when it may be written.
    package static func refusal(ofWritingTo folder: String) -> String? {
        guard !isWritable(folder) else { return nil }
        return Ownership.obstacle(to: "\(folder)/file")
            ?? "It is on a file system that is only read."
    }

    /// Whether a path leads to something that this user may read.
    package static func isReadable(_ path: String) -> Bool {
        unsafe ByteText.withBytes(of: path) { unsafe access($0, R_OK) } == 0
    }

    /// Whether the file is this process's user's.
    package var isOwn: Bool { owner == geteuid() }
}
