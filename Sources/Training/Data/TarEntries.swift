internal import FrankenBundle

/// The files of a tar archive, plain or compressed with zstd or gzip.
package struct TarEntries: EntrySource {
    /// The path of the archive.
    package let name: String
    private let maximumBytes: Int

    /// An archive; it is opened by each walk.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - maximumBytes: The largest file of it that is read; of larger ones there is only the size.
    package init(path: String, maximumBytes: Int = 64 << 20) {
        name = path
        self.maximumBytes = maximumBytes
    }

    /// Hands over every regular file; links, devices and names that leave the archive are refused.
    ///
    /// - Throws: ``DataError`` with code `.unreadable`, `.malformed` or `.limitExceeded`, or what
    ///   `body` throws.
    package func forEachEntry(
        _ body: (DataEntry) throws(DataError) -> Void
    ) throws(DataError) {
        do {
            let shard = try TarShard(path: name)
            while let entry = try shard.next() {
                let isRead = entry.byteCount <= maximumBytes
                try body(
                    DataEntry(
                        name: entry.name,
                        byteCount: entry.byteCount,
                        bytes: isRead ? shard.bytes(limit: maximumBytes) : []
                    )
                )
            }
        } catch let error as DataError {
            throw error
        } catch let error as BundleError {
            let code: DataError.Code =
                switch error.code {
                case .unreadable: .unreadable
                case .tooLarge: .limitExceeded
                default: .malformed
                }
            throw DataError(code, "'\(name)': \(error.message)")
        } catch {
            throw DataError(.unreadable, "'\(name)': \(error)")
        }
    }
}
