/// A folder that is written under another name and appears complete or not at all.
///
/// Names in it are our own, at most two folders deep.
package final class NewFolder {
    private let path: String
    private var files: [String] = []
    private var folders: [String] = []

    /// Writes a folder.
    ///
    /// - Parameters:
    ///   - path: Where nothing is yet, or an empty folder; a symbolic link is followed.
    ///   - body: Adds the files.
    /// - Throws: ``FilesError``, with code `.exists` when something is there; what `body` throws.
    package static func write(to path: String, _ body: (NewFolder) throws -> Void) throws {
        let target = try OutputTarget(path: path).folder()
        let folder = NewFolder(path: Owner.current.newPath(beside: target))
        do {
            try folder.make(folder.path)
            try body(folder)
            // Each file and its folder were flushed; the names of the folders were not.
            for made in folder.folders { try Folder.flush(made) }
            try folder.publish(to: target)
            try Folder.flush(PathName.folder(of: target))
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

    /// Adds a file from bytes at hand.
    package func add(_ name: String, bytes: [UInt8]) throws {
        try add(name) { try unsafe $0(bytes.span.bytes) }
    }

    private func make(_ folder: String) throws(FilesError) {
        do throws(FilesError) {
            try Folder.makeNew(folder, mode: 0o755)
        } catch {
            // The name is ours, so it is the place that cannot be written.
            let parent = PathName.folder(of: folder)
            throw FilesError(
                failed: "make a folder in",
                parent,
                number: error.systemErrorNumber
            )
        }
        folders.append(folder)
    }

    /// A rename replaces an empty folder and nothing else.
    private func publish(to target: String) throws(FilesError) {
        do throws(FilesError) {
            try Entry.rename(path, to: target)
        } catch {
            guard error.code == .exists || error.code == .notAFolder else { throw error }
            throw FilesError(
                .exists,
                path: target,
                "\(FilesError.quoted(target)) exists already.",
                advice: "Remove it first or give another name.",
                systemErrorNumber: error.systemErrorNumber
            )
        }
    }

    /// Removes what was made, and nothing else.
    private func remove() {
        for file in files { _ = try? Entry.remove(file) }
        for folder in folders.reversed() { Folder.removeEmpty(folder) }
    }
}
