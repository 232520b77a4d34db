#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads a whole file of limited size.
enum ImageFile {
    /// The bytes of the regular file at `path`.
    ///
    /// - Throws: ``ImageError/Code/unreadableFile`` or ``ImageError/Code/tooManyBytes``.
    static func read(path: String, maximumBytes: Int) throws(ImageError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
        // A pipe or a device would block or never end.
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ImageError(
                .unreadableFile,
                "Expected an image file at \(path), found a directory or device. Name a file."
            )
        }
        let size = Int(status.st_size)
        guard size <= maximumBytes else { throw tooManyBytes(size, maximumBytes) }
        var failure: CInt = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let received = unsafe readBytes(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + count },
                    size - count
                )
                if received > 0 {
                    count += received
                } else if received == 0 {  // the file shrank while it was read
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        guard failure == 0 else { throw unreadable(path, failure) }
        return bytes
    }

    /// The system call; `read` alone would name the function above.
    private static func readBytes(
        _ descriptor: CInt,
        _ buffer: UnsafeMutablePointer<UInt8>?,
        _ count: Int
    ) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.read(descriptor, buffer, count)
        #elseif canImport(Musl)
            unsafe Musl.read(descriptor, buffer, count)
        #else
            unsafe Darwin.read(descriptor, buffer, count)
        #endif
    }

    /// The error for bytes beyond the limit.
    static func tooManyBytes(_ found: Int, _ maximum: Int) -> ImageError {
        ImageError(
            .tooManyBytes,
            """
            Expected an image of at most \(maximum) bytes, found \(found). Shrink the image.
            """
        )
    }

    private static func unreadable(_ path: String, _ code: CInt) -> ImageError {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return ImageError(
            .unreadableFile,
            "Expected a readable image file at \(path): \(reason). Check the path and its rights."
        )
    }
}
