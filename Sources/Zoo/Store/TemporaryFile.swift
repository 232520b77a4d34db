#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that nobody sees before it is whole and on the disk.
///
/// The order is the one that survives a power failure: write, flush the file, rename, flush the
/// folder. `Tools/faults` reads it back from a trace of the system calls.
final class TemporaryFile {
    private let path: String
    private var number: Int32
    /// Collects the bytes of a large file, which goes around the page cache.
    private let buffer: DirectBuffer?
    private var isSealed = false

    /// Begins a file.
    ///
    /// - Parameters:
    ///   - folder: Where it lies until it is published; on the device of its target.
    ///   - byteCount: How much will be written, where that is known.
    /// - Throws: ``StoreError`` of a system call.
    init(in folder: String, byteCount: Int = 0) throws(StoreError) {
        path = "\(folder)/\(Owner.current.newName())"
        number = try SystemCall.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        let isLarge = byteCount >= DirectBuffer.smallestFile
        buffer = isLarge && SystemCall.setDirect(number, true) ? DirectBuffer() : nil
    }

    deinit { discard() }

    func append(_ bytes: RawSpan) throws(StoreError) {
        guard let buffer else { return try SystemCall.write(bytes, to: number, path) }
        try buffer.append(bytes) { (piece: RawSpan) throws(StoreError) in
            try SystemCall.write(piece, to: number, path)
        }
    }

    /// Sets the mode and flushes the file, so that ``publish(to:mode:in:)`` has only to rename it.
    ///
    /// - Throws: ``StoreError`` of a system call.
    func seal(mode: UInt32) throws(StoreError) {
        guard !isSealed else { return }
        if let buffer {
            // The end need not be a whole block.
            SystemCall.setDirect(number, false)
            try buffer.flush { (piece: RawSpan) throws(StoreError) in
                try SystemCall.write(piece, to: number, path)
            }
        }
        try SystemCall.setMode(number, mode, path)
        try SystemCall.flush(number, path)
        isSealed = true
    }

    /// Makes the file visible under `target`, in place of what was there.
    ///
    /// - Parameters:
    ///   - target: The file's path from now on.
    ///   - mode: Its permission bits, unless it is sealed already.
    ///   - folder: The folder of `target`.
    /// - Throws: ``StoreError`` of a system call; the file is gone then, unless it was the last
    ///   flush that failed.
    func publish(to target: String, mode: UInt32, in folder: String) throws(StoreError) {
        try seal(mode: mode)
        let written = number
        number = -1
        do throws(StoreError) {
            try SystemCall.close(written, path)
            try SystemCall.rename(path, target)
        } catch {
            _ = try? SystemCall.remove(path)
            throw error
        }
        try SystemCall.flushFolder(folder)
    }

    /// Gives the file up; once it is published there is nothing to give up.
    func discard() {
        guard number >= 0 else { return }
        SystemCall.drop(number)
        number = -1
        _ = try? SystemCall.remove(path)
    }

    /// Writes a small file, all or nothing.
    static func write(
        _ bytes: [UInt8],
        to target: String,
        through folder: String,
        flushing parent: String
    ) throws(StoreError) {
        let file = try TemporaryFile(in: folder)
        try unsafe file.append(bytes.span.bytes)
        // What umask(2) would take from 0666; asking for it is not safe with several threads.
        try file.publish(to: target, mode: 0o644, in: parent)
    }
}
