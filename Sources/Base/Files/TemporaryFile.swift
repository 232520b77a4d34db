/// A file that nobody sees before it is whole and on the disk.
///
/// The order is the one that survives a power failure: write, flush the file, rename, flush the
/// folder. `Tools/faults` reads it back from a trace of the system calls.
package final class TemporaryFile {
    private let path: String
    /// What messages call it: the target, where that is known.
    private let label: String
    private var number: Int32
    /// Collects the bytes of a large file, which goes around the page cache.
    private let buffer: DirectBuffer?
    private var isSealed = false

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - folder: Where it lies until it is published; on the device of its target.
    ///   - byteCount: How much will be written, where that is known.
    /// - Throws: ``FilesError`` of a system call.
    package convenience init(in folder: String, byteCount: Int = 0) throws(FilesError) {
        let path = "\(folder)/\(Owner.current.newName())"
        try self.init(path: path, label: path, byteCount, mode: 0o600)
    }

    /// Begins a file beside its target.
    ///
    /// - Parameters:
    ///   - target: Where it will be published.
    ///   - mode: Who may read and write it; the process's mask takes some away.
    /// - Throws: ``FilesError`` of a system call.
    package convenience init(beside target: String, mode: UInt32) throws(FilesError) {
        do throws(FilesError) {
            let path = Owner.current.newPath(beside: target)
            try self.init(path: path, label: target, 0, mode: mode)
        } catch {
            let number = error.systemErrorNumber
            throw FilesError(failed: "create", target, number: number)
        }
    }

    private init(
        path: String,
        label: String,
        _ byteCount: Int,
        mode: UInt32
    ) throws(FilesError) {
        self.path = path
        self.label = label
        number = try SystemCall.open(path, for: .creating, mode: mode)
        let isLarge = byteCount >= DirectBuffer.smallestFile
        buffer = isLarge && SystemCall.setDirect(number, true) ? DirectBuffer() : nil
    }

    deinit { discard() }

    package func append(_ bytes: RawSpan) throws(FilesError) {
        guard let buffer else { return try SystemCall.write(bytes, to: number, label) }
        try buffer.append(bytes) { (piece: RawSpan) throws(FilesError) in
            try SystemCall.write(piece, to: number, label)
        }
    }

    /// Sets the mode and flushes the file, so that ``publish(to:mode:in:)`` has only to rename it.
    ///
    /// - Throws: ``FilesError`` of a system call.
    package func seal(mode: UInt32?) throws(FilesError) {
        guard !isSealed else { return }
        if let buffer {
            // The end need not be a whole block.
            SystemCall.setDirect(number, false)
            try buffer.flush { (piece: RawSpan) throws(FilesError) in
                try SystemCall.write(piece, to: number, label)
            }
        }
        if let mode {
            do throws(FilesError) {
                try SystemCall.setMode(number, mode, label)
            } catch {
                // The file is ours: where that is refused, the file system keeps no modes.
                guard error.isUnsupported else { throw error }
            }
        }
        try SystemCall.flush(number, label)
        isSealed = true
    }

    /// Makes the file visible under `target`, in place of what was there.
    ///
    /// - Parameters:
    ///   - target: The file's path from now on.
    ///   - mode: Its permission bits, unless it is sealed already; those it was made with without.
    ///   - folder: The folder of `target`.
    /// - Throws: ``FilesError`` of a system call; the file is gone then, unless it was the last
    ///   flush that failed.
    package func publish(to target: String, mode: UInt32?, in folder: String) throws(FilesError) {
        try seal(mode: mode)
        let written = number
        number = -1
        do throws(FilesError) {
            try SystemCall.close(written, label)
            try Entry.rename(path, to: target)
        } catch {
            _ = try? Entry.remove(path)
            throw error
        }
        try Folder.flush(folder)
    }

    /// Gives the file up; once it is published there is nothing to give up.
    package func discard() {
        guard number >= 0 else { return }
        SystemCall.drop(number)
        number = -1
        _ = try? Entry.remove(path)
    }

    /// Writes a small file, all or nothing.
    package static func write(
        _ bytes: [UInt8],
        to target: String,
        through folder: String,
        flushing parent: String
    ) throws(FilesError) {
        let file = try TemporaryFile(in: folder)
        try unsafe file.append(bytes.span.bytes)
        // What umask(2) would take from 0666; asking for it is not safe with several threads.
        try file.publish(to: target, mode: 0o644, in: parent)
    }
}
