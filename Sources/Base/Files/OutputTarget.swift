#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where a result is written, as a person named it.
///
/// - `-` is standard output, and so is any path that leads to the same file, such as `/dev/stdout`.
/// - Devices, FIFOs and whatever else is no regular file are written into as they are.
/// - Symbolic links are followed; the file that they lead to appears complete or not at all, in
///   place of what was there, and the links stay.
public struct OutputTarget: Sendable, Hashable {
    /// The path, or `-`.
    public let path: String
    private let isDash: Bool

    /// What an argument of a command names; `-` is standard output.
    public init(argument: String) {
        path = argument
        isDash = argument == "-"
    }

    /// A path, of which `-` is the name of a file.
    public init(path: String) {
        self.path = path
        isDash = false
    }

    /// Where the bytes go.
    private enum Place {
        case standardOutput
        /// Something that is written into, and stays what it is.
        case stream(String)
        /// A regular file, or a path that nothing has yet.
        case file(String)
    }

    /// Whether the result goes to standard output.
    package var isStandardOutput: Bool {
        if isDash { return true }
        guard let found = try? FileStatus.following(path),
            found.kind == .file || found.kind == .other
        else { return false }
        return found.identity == StandardStream.output.status?.identity
    }

    /// Whether the result becomes a regular file, so that other files can lie beside it.
    package var isFile: Bool {
        if case .file = try? place() { true } else { false }
    }

    /// Refuses a target that is the same file as an input, by whatever name.
    ///
    /// - Parameter inputs: The files that are read; those that are not there are passed over.
    /// - Throws: ``FilesError`` with code `.isInput`.
    package func check(against inputs: [String]) throws(FilesError) {
        guard !isDash, let found = try FileStatus.following(path), found.kind == .file else {
            return
        }
        for input in inputs {
            guard let status = try? FileStatus.following(input),
                status.identity == found.identity
            else { continue }
            throw FilesError(
                .isInput,
                path: path,
                "The output \(FilesError.quoted(path)) is the input \(FilesError.quoted(input)) itself, which would be lost.",
                advice: "Name another file."
            )
        }
    }

    /// Writes the whole result.
    ///
    /// - Parameters:
    ///   - permissions: Who may read and write a new file; the process's mask takes some away.
    ///   - body: Calls ``FileWriter/append(_:)`` for the content, piece by piece.
    /// - Throws: ``FilesError``, or what `body` throws.
    package func write(
        permissions: UInt32 = 0o644,
        _ body: (FileWriter) throws -> Void
    ) throws {
        switch try place() {
        case .standardOutput:
            let writer = FileWriter { piece throws(FilesError) in
                try StandardStream.output.write(bytes: piece)
            }
            try body(writer)
            try writer.flush()
        case .stream(let path):
            let number = try SystemCall.open(path, for: .overwriting, followsLinks: true)
            var isOpen = true
            defer { if isOpen { SystemCall.drop(number) } }
            let writer = FileWriter { piece throws(FilesError) in
                try SystemCall.write(piece, to: number, path)
            }
            try body(writer)
            try writer.flush()
            isOpen = false
            try SystemCall.close(number, path)
        case .file(let path):
            try AtomicFile.write(to: path, permissions: permissions, body)
        }
    }

    /// Writes the whole result from bytes at hand.
    ///
    /// - Throws: ``FilesError``.
    package func write(_ bytes: [UInt8], permissions: UInt32 = 0o644) throws {
        try write(permissions: permissions) { try unsafe $0.append(bytes.span.bytes) }
    }

    /// Writes the whole result, and replaces no file.
    ///
    /// - Throws: ``FilesError`` with code `.exists` for a file that is there.
    package func create(_ bytes: [UInt8], permissions: UInt32 = 0o644) throws {
        guard case .file(let path) = try place() else {
            return try write(bytes, permissions: permissions)
        }
        try AtomicFile.create(bytes, at: path, permissions: permissions)
    }

    /// The path of a folder to make, links followed: where the last of them leads.
    ///
    /// - Throws: ``FilesError`` with code `.notAFolder` for standard output, a file or a device.
    package func folder() throws(FilesError) -> String {
        guard !isDash else {
            throw FilesError(
                .notAFolder,
                path: path,
                "A folder cannot be written to standard output.",
                advice: "Name a folder."
            )
        }
        return try Self.end(ofLinks: PathName.withoutTrailingSlashes(path))
    }

    private func place() throws(FilesError) -> Place {
        guard !isStandardOutput else { return .standardOutput }
        let found = try FileStatus.following(path)
        switch found?.kind {
        case .folder:
            throw FilesError(
                .isFolder,
                path: path,
                "\(FilesError.quoted(path)) is a folder.",
                advice: "Name a file in it."
            )
        case .other: return .stream(path)
        default: break
        }
        let end = try Self.end(ofLinks: path)
        // A descriptor's link under /proc or /dev names a file that may be gone or another one.
        guard let found, try FileStatus.of(end)?.identity != found.identity else {
            return .file(end)
        }
        return .stream(path)
    }

    /// Follows the symbolic links of a path's last name; what they lead to need not be there.
    private static func end(ofLinks path: String) throws(FilesError) -> String {
        var path = path
        for _ in 0..<40 {
            guard try FileStatus.of(path)?.kind == .link else { return path }
            let target = try Entry.target(ofLink: path)
            path = PathName.path(target, from: PathName.folder(of: path))
        }
        throw FilesError(failed: "follow the links of", path, number: ELOOP)
    }
}

extension OutputTarget: CustomStringConvertible {
    public var description: String { isDash ? "standard output" : path }
}
