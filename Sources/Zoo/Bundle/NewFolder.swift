internal import FrankenBytes

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A folder that is written under another name and appears complete or not at all.
///
/// Names are our own, at most two folders deep.
package final class NewFolder {
    private let path: String
    private var files: [String] = []
    private var folders: [String] = []

    /// Writes a folder.
    ///
    /// - Parameters:
    ///   - path: Where nothing is yet, or an empty folder.
    ///   - body: Adds the files.
    /// - Throws: ``BundleError`` with code `.notWritten`, `BytesError`, or what `body` throws.
    package static func write(
        to path: String,
        _ body: (NewFolder) throws -> Void
    ) throws {
        var target = path
        while target.utf8.count > 1, target.hasSuffix("/") { target.removeLast() }
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let folder = NewFolder(path: "\(target).\(getpid()).\(random).tmp")
        do {
            try folder.make(folder.path)
            try body(folder)
            // Each file and its folder were flushed; the names of the folders were not.
            for made in folder.folders { try sync(made) }
            guard unsafe rename(folder.path, target) == 0 else { throw failure("write", target) }
            let slash = target.utf8.lastIndex(of: UInt8(ascii: "/"))
            try sync(slash.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? ".")
        } catch {
            folder.remove()
            throw error
        }
    }

    private init(path: String) {
        self.path = path
    }

    /// Adds a file; its folders are made when they are missing.
    package func add(
        _ name: String,
        _ produce: ((RawSpan) throws -> Void) throws -> Void
    ) throws {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            if !folders.contains(folder) { try make(folder) }
        }
        let file = "\(path)/\(name)"
        try AtomicFile.write(to: file) { file in try produce { try file.append($0) } }
        files.append(file)
    }

    private func make(_ folder: String) throws(BundleError) {
        guard unsafe mkdir(folder, 0o755) == 0 else { throw Self.failure("make", folder) }
        folders.append(folder)
    }

    /// Removes what was made, and nothing else.
    private func remove() {
        for file in files { _ = unsafe unlink(file) }
        for folder in folders.reversed() { _ = unsafe rmdir(folder) }
    }

    private static func sync(_ folder: String) throws(BundleError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("flush", folder) }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("flush", folder) }
    }

    private static func failure(_ action: String, _ path: String) -> BundleError {
        let number = errno
        let reason = unsafe String(cString: strerror(number))
        let exists = number == ENOTEMPTY || number == EEXIST || number == ENOTDIR
        return BundleError(
            .notWritten,
            "Cannot \(action) \(BundleText.quoted(path)): \(reason)."
                + (exists ? " Remove it first or give another name." : "")
        )
    }
}
