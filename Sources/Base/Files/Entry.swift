#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// What has a name in a folder, and the calls that change names.
package enum Entry {
    /// Moves a file or folder, over whatever has the new name.
    ///
    /// - Throws: ``FilesError``; of a folder with code `.exists` when the target is not an empty one.
    package static func rename(_ path: String, to newPath: String) throws(FilesError) {
        let status = unsafe ByteText.withBytes(of: path) { path in
            unsafe ByteText.withBytes(of: newPath) { newPath in
                SystemCall.retrying { unsafe renameFile(path, newPath) }
            }
        }
        guard status == 0 else { throw FilesError(failed: "move a file to", newPath) }
    }

    /// Gives a file a second name, which nothing may have yet.
    package static func link(_ path: String, to newPath: String) throws(FilesError) {
        let status = unsafe ByteText.withBytes(of: path) { path in
            unsafe ByteText.withBytes(of: newPath) { newPath in
                SystemCall.retrying { unsafe linkFile(path, newPath) }
            }
        }
        guard status == 0 else { throw FilesError(failed: "create", newPath) }
    }

    /// Changes who may do what with a file; a symbolic link's target counts.
    package static func setMode(_ path: String, _ mode: UInt32) throws(FilesError) {
        let number = try SystemCall.open(path, for: .reading, mode: 0)
        defer { SystemCall.drop(number) }
        try SystemCall.setMode(number, mode, path)
    }

    /// Removes a file.
    ///
    /// - Returns: Whether it was there.
    @discardableResult
    package static func remove(_ path: String) throws(FilesError) -> Bool {
        let status = unsafe ByteText.withBytes(of: path) { path in
            SystemCall.retrying { unsafe unlink(path) }
        }
        if status == 0 { return true }
        guard errno == ENOENT else { throw FilesError(failed: "remove", path) }
        return false
    }

    /// Where a symbolic link leads, as it says it.
    static func target(ofLink path: String) throws(FilesError) -> String {
        var bytes = [UInt8](repeating: 0, count: 4097)
        let count = unsafe ByteText.withBytes(of: path) { path in
            unsafe bytes.withUnsafeMutableBytes { buffer in
                guard let start = buffer.baseAddress else { return -1 }
                return unsafe readlink(path, start, buffer.count)
            }
        }
        guard count >= 0 else { throw FilesError(failed: "follow the link", path) }
        return ByteText.text(of: bytes.prefix(count))
    }

    /// The path with every link and `..` followed; `nil` when nothing is there.
    package static func real(_ path: String) -> String? {
        let resolved = unsafe ByteText.withBytes(of: path) { unsafe realpath($0, nil) }
        guard let resolved = unsafe resolved else { return nil }
        defer { unsafe free(resolved) }
        return unsafe ByteText.text(cString: resolved)
    }
}

private func renameFile(_ path: UnsafePointer<CChar>, _ newPath: UnsafePointer<CChar>) -> Int32 {
    unsafe rename(path, newPath)
}

private func linkFile(_ path: UnsafePointer<CChar>, _ newPath: UnsafePointer<CChar>) -> Int32 {
    unsafe link(path, newPath)
}
