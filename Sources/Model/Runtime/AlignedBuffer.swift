#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Zeroed memory at a page boundary, freed with its owner.
@safe
final class AlignedBuffer: Sendable {
    nonisolated(unsafe) let address: UnsafeMutableRawPointer
    let byteCount: Int

    init(byteCount: Int) throws(RuntimeError) {
        // Zeroed pages from the system cost nothing until they are written.
        let size = max(byteCount, 64)
        let mapped = unsafe mmap(
            nil,
            size,
            PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS,
            -1,
            0
        )
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
            throw RuntimeError(
                .outOfMemory,
                "cannot have \(byteCount) bytes; use a smaller batch or image, or free memory"
            )
        }
        #if os(Linux)
            // Weights are read once per run from end to end: fewer page-table walks.
            unsafe madvise(mapped, size, MADV_HUGEPAGE)
        #endif
        unsafe address = unsafe mapped
        self.byteCount = size
    }

    deinit { unsafe munmap(address, byteCount) }
}
