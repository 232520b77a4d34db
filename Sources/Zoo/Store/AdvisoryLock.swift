public import FrankenCrypto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A lock that saves several processes from fetching the same blob at once, and does nothing else.
///
/// Nothing may depend on it: on some file systems every process gets every lock. It ends with the
/// value, or with the process; its file stays, because removing it would let two hold it.
public final class AdvisoryLock: Sendable {
    private let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        if number >= 0 { SystemCall.drop(number) }
    }
}

extension Store {
    /// Asks for the lock of a blob, without waiting.
    ///
    /// - Returns: The lock, or `nil` while another process has it. A store that cannot be locked,
    ///   for whatever reason, gives every process its lock.
    public func lock(_ digest: Digest) -> AdvisoryLock? {
        let flags = O_RDWR | O_CREAT
        guard let number = try? SystemCall.open(layout.lock(digest), flags, mode: 0o666) else {
            return AdvisoryLock(-1)
        }
        guard SystemCall.isLocked(number) else { return AdvisoryLock(number) }
        SystemCall.drop(number)
        return nil
    }
}

extension SystemCall {
    /// Locks a file, or says that another process has locked it.
    static func isLocked(_ number: Int32) -> Bool {
        lockFile(number) != 0 && errno == EWOULDBLOCK
    }
}

private func lockFile(_ number: Int32) -> Int32 { flock(number, LOCK_EX | LOCK_NB) }
