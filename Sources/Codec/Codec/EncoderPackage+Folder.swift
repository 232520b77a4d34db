internal import FrankenBytes

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension EncoderPackage {
    /// Reads a package from a folder and checks all of it.
    ///
    /// - Parameter path: A folder with the five files; other files in it are not looked at.
    /// - Throws: ``CodecError`` that names the file at fault.
    public init(path: String) throws(CodecError) {
        func read(_ name: EncoderFiles.Name) throws(CodecError) -> [UInt8] {
            do {
                let file = try MappedFile(path: "\(path)/\(name.rawValue)")
                guard file.byteCount <= name.byteLimit else {
                    throw CodecError(
                        .tooLarge,
                        "\(name.rawValue): expected at most \(name.byteLimit) bytes, found "
                            + "\(file.byteCount). Is '\(path)' an encoder package?"
                    )
                }
                return try file.copyBytes(in: 0..<file.byteCount)
            } catch let error as CodecError {
                throw error
            } catch {
                throw CodecError(
                    .missingFile,
                    "expected an encoder package at '\(path)': \(error) A package holds "
                        + EncoderFiles.Name.allCases.map(\.rawValue).joined(separator: ", ") + "."
                )
            }
        }
        try self.init(
            files: EncoderFiles(
                description: read(.description),
                graph: read(.graph),
                weights: read(.weights),
                tables: read(.tables),
                preprocessing: read(.preprocessing)
            )
        )
    }

    /// Writes the package to a new folder, which appears complete or not at all.
    ///
    /// - Parameter path: Where nothing is yet, or an empty folder; the folder above it exists.
    /// - Throws: ``CodecError`` with code `.exists` or `.notWritten`.
    public func write(to path: String) throws(CodecError) {
        var target = path
        while target.count > 1, target.hasSuffix("/") { target.removeLast() }
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let temporary = "\(target).\(getpid()).\(random).tmp"
        guard unsafe mkdir(temporary, 0o755) == 0 else {
            throw Self.notWritten("make a folder beside", target)
        }
        do {
            for name in EncoderFiles.Name.allCases {
                try AtomicFile.write(files[name], to: "\(temporary)/\(name.rawValue)")
            }
        } catch {
            Self.remove(temporary)
            throw CodecError(.notWritten, "cannot write an encoder package: \(error)")
        }
        // A rename replaces an empty folder and nothing else.
        guard unsafe rename(temporary, target) == 0 else {
            let number = errno
            Self.remove(temporary)
            guard number == ENOTEMPTY || number == EEXIST || number == ENOTDIR else {
                throw Self.notWritten("write", target, number)
            }
            throw CodecError(
                .exists,
                "'\(target)' exists already. Remove it first or give another name."
            )
        }
    }

    private static func remove(_ folder: String) {
        for name in EncoderFiles.Name.allCases {
            _ = unsafe unlink("\(folder)/\(name.rawValue)")
        }
        _ = unsafe rmdir(folder)
    }

    private static func notWritten(
        _ action: String,
        _ path: String,
        _ number: CInt = errno
    ) -> CodecError {
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        return CodecError(.notWritten, "cannot \(action) '\(path)': \(reason).")
    }
}
