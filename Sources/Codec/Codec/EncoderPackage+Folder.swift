internal import FrankenFiles

extension EncoderPackage {
    /// Reads a package from a folder and checks all of it.
    ///
    /// - Parameter path: A folder with the five files; other files in it are not looked at.
    /// - Throws: ``CodecError`` that names the file at fault.
    public init(path: String) throws(CodecError) {
        func read(_ name: EncoderFiles.Name) throws(CodecError) -> [UInt8] {
            do throws(FilesError) {
                return try OpenFile.bytes(
                    of: "\(path)/\(name.rawValue)",
                    limit: name.byteLimit,
                    advice: "Is '\(path)' an encoder package?"
                )
            } catch {
                guard error.code != .tooLarge else { throw CodecError(.tooLarge, error.message) }
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
        do {
            try NewFolder.write(to: path) { folder in
                for name in EncoderFiles.Name.allCases {
                    try folder.add(name.rawValue, bytes: files[name])
                }
            }
        } catch {
            let isThere = (error as? FilesError)?.code == .exists
            throw CodecError(
                isThere ? .exists : .notWritten,
                isThere ? "\(error)" : "cannot write an encoder package: \(error)"
            )
        }
    }
}
