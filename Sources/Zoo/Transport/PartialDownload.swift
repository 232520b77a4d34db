internal import FrankenFiles

/// What is kept of a download that did not end, for `zoo prune --partials`.
///
/// Nothing removes these but the end of the download and ``remove(cacheFolder:)``.
public struct PartialDownload: Sendable {
    /// The name in the cache: the digest of the blob, or of where it comes from.
    public let name: String
    /// Bytes that are kept, half-written pieces included.
    public let byteCount: Int
    /// Seconds since 1970 when the last piece came.
    public let modified: Int

    /// All that a cache holds, sorted by name.
    public static func list(cacheFolder: String) -> [PartialDownload] {
        CacheFile.names("\(cacheFolder)/ingest").map { name in
            let folder = "\(cacheFolder)/ingest/\(name)"
            let sizes = CacheFile.names(folder).compactMap {
                CacheFile.byteCount("\(folder)/\($0)")
            }
            return PartialDownload(
                name: name,
                byteCount: sizes.reduce(0, +),
                modified: CacheFile.modified(folder)
            )
        }
    }

    /// Removes it.
    ///
    /// A download that is under way then begins anew.
    public func remove(cacheFolder: String) {
        Folder.removeFlat("\(cacheFolder)/ingest/\(name)")
    }
}
