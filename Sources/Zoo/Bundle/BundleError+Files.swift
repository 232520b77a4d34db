internal import FrankenFiles

extension BundleError {
    /// Runs what reads files, with our own error.
    static func reading<Result: ~Copyable>(
        _ body: () throws(FilesError) -> Result
    ) throws(BundleError) -> Result {
        do throws(FilesError) {
            return try body()
        } catch {
            throw BundleError(.unreadable, error.message)
        }
    }

    /// Hands over all bytes of a file, with our own error.
    static func reading(_ file: OpenFile, _ body: (RawSpan) throws -> Void) throws {
        do {
            try file.read(body)
        } catch let error as FilesError {
            throw BundleError(.unreadable, error.message)
        }
    }
}
