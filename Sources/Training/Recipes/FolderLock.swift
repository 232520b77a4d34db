#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A lock that a process holds on a folder until it ends, however it ends.
final class FolderLock {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: ``RecipeError`` with code `.busy` while another process has it, or `.file`.
    init(path: String) throws(RecipeError) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RecipeError(system: "open", path: path) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let isBusy = errno == EWOULDBLOCK
            let error = RecipeError(system: "lock", path: path)
            // All properties are set, so `deinit` closes the descriptor; a second close could hit
            // a file that another thread has opened meanwhile.
            throw isBusy
                ? RecipeError(
                    .busy,
                    """
                    Another training writes its checkpoints beside '\(path)'. Wait for it, or \
                    choose another folder.
                    """
                )
                : error
        }
    }

    deinit { _ = close(descriptor) }
}
