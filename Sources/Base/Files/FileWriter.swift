/// Takes the content of a file piece by piece, and hands it on in large pieces.
package final class FileWriter {
    private static let chunkByteCount = 1 << 20

    private let write: (RawSpan) throws(FilesError) -> Void
    private var pending: [UInt8] = []

    init(_ write: @escaping (RawSpan) throws(FilesError) -> Void) {
        self.write = write
        pending.reserveCapacity(Self.chunkByteCount)
    }

    /// Adds bytes to the end of the file.
    ///
    /// - Throws: ``FilesError``, for example with code `.noSpace`.
    package func append(_ bytes: RawSpan) throws(FilesError) {
        if pending.count + bytes.byteCount > Self.chunkByteCount { try flush() }
        if bytes.byteCount >= Self.chunkByteCount {
            try write(bytes)
        } else {
            unsafe bytes.withUnsafeBytes { chunk in
                unsafe pending.append(contentsOf: chunk)
            }
        }
    }

    func flush() throws(FilesError) {
        let bytes = pending
        if !bytes.isEmpty { try unsafe write(bytes.span.bytes) }
        pending.removeAll(keepingCapacity: true)
    }
}
