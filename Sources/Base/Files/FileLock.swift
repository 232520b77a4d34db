#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A lock on a file, which ends with the value or with the process, however that ends.
///
/// On some file systems every process gets every lock. The file stays, because removing it would
/// let two processes hold it.
package final class FileLock: Sendable {
    private let number: Int32

    /// Takes the lock; the file is made when it is not there.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - mode: Who may read and write a new file; the process's mask takes some away.
    ///   - waits: Whether to wait for whoever has it.
    /// - Throws: ``FilesError`` with code `.busy` while another process has it, or of a system call.
    package init(path: String, mode: UInt32 = 0o644, waits: Bool = false) throws(FilesError) {
        number = try SystemCall.open(path, for: .locking, mode: mode)
        // The descriptor is a property already: `deinit` closes it when this throws.
        let operation = waits ? LOCK_EX : LOCK_EX | LOCK_NB
        guard SystemCall.retrying({ flock(number, operation) }) == 0 else {
            throw FilesError(failed: "lock", path)
        }
    }

    deinit { SystemCall.drop(number) }
}
