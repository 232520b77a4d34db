#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Folders: what is in them, making, flushing and removing them.
package enum Folder {
    /// The names in a folder but `.` and `..`, in the order of their bytes.
    ///
    /// Swift's own order of strings follows Unicode's tables, which may change, and takes two
    /// spellings of one letter for the same.
    ///
    /// - Parameter path: The folder.
    /// - Returns: The names; bytes that are no UTF-8 as ``ByteText`` has them.
    /// - Throws: ``FilesError``, with code `.notFound` or `.notAFolder` when there is no such folder.
    package static func names(in path: String) throws(FilesError) -> [String] {
        try unsortedNames(in: path).sorted(by: PathName.precedes)
    }

    /// The names in a folder in no order; none when there is no such folder.
    package static func unsortedNames(ifThere path: String) throws(FilesError) -> [String] {
        do throws(FilesError) {
            return try unsortedNames(in: path)
        } catch {
            guard error.code == .notFound else { throw error }
            return []
        }
    }

    private static func unsortedNames(in path: String) throws(FilesError) -> [String] {
        let opened = unsafe ByteText.withBytes(of: path) { path in
            var stream = unsafe opendir(path)
            while unsafe stream == nil, errno == EINTR { unsafe stream = opendir(path) }
            return unsafe stream
        }
        guard let stream = unsafe opened else { throw FilesError(failed: "list", path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno == EINTR { continue }
                if errno != 0 { throw FilesError(failed: "list", path) }
                return names
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                let start = unsafe UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self)
                return unsafe ByteText.text(cString: start)
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// Makes a folder; that it is there already is no failure.
    ///
    /// - Parameters:
    ///   - path: The folder; the one it is in must be there.
    ///   - mode: Who may use it; the process's mask takes some away.
    /// - Returns: Whether it was made now.
    /// - Throws: ``FilesError`` of the system call.
    @discardableResult
    package static func make(_ path: String, mode: UInt32 = 0o777) throws(FilesError) -> Bool {
        if makeOnce(path, mode) == 0 {
            try share(path)
            return true
        }
        guard errno == EEXIST else { throw FilesError(failed: "make the folder", path) }
        return false
    }

    /// Makes a folder that nothing has the name of yet.
    ///
    /// - Throws: ``FilesError``, with code `.exists` when something has its name.
    package static func makeNew(_ path: String, mode: UInt32 = 0o777) throws(FilesError) {
        guard makeOnce(path, mode) == 0 else { throw FilesError(failed: "make the folder", path) }
    }

    /// Makes a folder and the folders above it, and flushes each new name.
    package static func makeAll(_ path: String, mode: UInt32 = 0o777) throws(FilesError) {
        var missing: [String] = []
        var current = path
        while try FileStatus.following(current) == nil {
            missing.append(current)
            guard let slash = current.utf8.lastIndex(of: UInt8(ascii: "/")),
                slash != current.utf8.startIndex
            else { break }
            current = String(current[..<slash])
        }
        for folder in missing.reversed() {
            if try make(folder, mode: mode) { try flush(PathName.folder(of: folder)) }
        }
    }

    /// Gives the group what it has of the folder above, where that is meant to be shared: it can be
    /// written by its group, and what is made in it belongs to that group (`chmod g+ws`).
    private static func share(_ path: String) throws(FilesError) {
        let above = try FileStatus.following(PathName.folder(of: path))
        guard let above, above.mode & 0o2020 == 0o2020,
            let mode = try FileStatus.following(path)?.mode, mode & 0o070 != 0o070
        else { return }
        do throws(FilesError) {
            try Entry.setMode(path, mode | 0o2070)
        } catch {
            guard error.isUnsupported else { throw error }
        }
    }

    private static func makeOnce(_ path: String, _ mode: UInt32) -> Int32 {
        unsafe ByteText.withBytes(of: path) { path in
            SystemCall.retrying { unsafe mkdir(path, mode_t(mode)) }
        }
    }

    /// Flushes the names in a folder to the disk.
    package static func flush(_ path: String) throws(FilesError) {
        // The user may have put the folder behind a symbolic link; that one is followed.
        let number = unsafe ByteText.withBytes(of: path) { path in
            SystemCall.retrying { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        guard number >= 0 else { throw FilesError(failed: "open", path) }
        defer { SystemCall.drop(number) }
        do throws(FilesError) {
            try SystemCall.flush(number, path)
        } catch {
            // Some file systems know no flush of a folder; they have nothing to flush then.
            guard error.isUnsupported else { throw error }
        }
    }

    /// Removes a folder if it is empty; that it is not, or is gone, is no failure.
    package static func removeEmpty(_ path: String) {
        _ = unsafe ByteText.withBytes(of: path) { unsafe rmdir($0) }
    }

    /// Removes a folder of files as far as possible; folders in it stay.
    package static func removeFlat(_ path: String) {
        for name in (try? unsortedNames(in: path)) ?? [] {
            _ = try? Entry.remove("\(path)/\(name)")
        }
        removeEmpty(path)
    }

    /// Removes a file, or a folder with all that is in it, as far as possible; links are not
    /// followed.
    package static func removeTree(_ path: String) {
        guard (try? FileStatus.of(path))?.kind == .folder else {
            _ = try? Entry.remove(path)
            return
        }
        for name in (try? unsortedNames(in: path)) ?? [] { removeTree("\(path)/\(name)") }
        removeEmpty(path)
    }

    /// How many bytes a user may still write beside `path`.
    package static func freeByteCount(_ path: String) throws(FilesError) -> Int {
        var information = statvfs()
        let status = unsafe ByteText.withBytes(of: path) { path in
            SystemCall.retrying { unsafe statvfs(path, &information) }
        }
        guard status == 0 else { throw FilesError(failed: "inspect the device of", path) }
        let (bytes, overflow) = Int(clamping: UInt64(information.f_bavail))
            .multipliedReportingOverflow(by: Int(clamping: UInt64(information.f_frsize)))
        return overflow ? .max : bytes
    }

    /// The folder that this process works in; `nil` where the system does not tell.
    package static var current: String? {
        guard let path = unsafe getcwd(nil, 0) else { return nil }
        defer { unsafe free(path) }
        return unsafe ByteText.text(cString: path)
    }
}
