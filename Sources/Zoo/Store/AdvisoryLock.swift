public import FrankenCrypto
internal import FrankenFiles

/// A lock that saves several processes from fetching the same blob at once, and does nothing else.
///
/// Nothing may depend on it: on some file systems every process gets every lock. It ends with the
/// value, or with the process; its file stays, because removing it would let two hold it.
public final class AdvisoryLock: Sendable {
    private let file: FileLock?

    fileprivate init(_ file: FileLock?) {
        self.file = file
    }
}

extension Store {
    /// Asks for the lock of a blob, without waiting.
    ///
    /// - Returns: The lock, or `nil` while another process has it. A store that cannot be locked,
    ///   for whatever reason, gives every process its lock.
    public func lock(_ digest: Digest) -> AdvisoryLock? {
        do throws(FilesError) {
            return AdvisoryLock(try FileLock(path: layout.lock(digest), mode: 0o666))
        } catch {
            return error.code == .busy ? nil : AdvisoryLock(nil)
        }
    }
}
