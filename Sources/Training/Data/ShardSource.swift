/// Images out of archives whose entries are called `CLASS/NAME`, held in memory as they are stored.
///
/// An archive can only be read from its beginning, and training reads in random order, so the
/// encoded images are kept: 8,000 of 224 x 224 take 90 MB. For more than memory holds, unpack the
/// archives and use ``FolderSource``.
package struct ShardSource: SampleSource {
    private struct Entry {
        let classIndex: Int
        let name: String
        let range: Range<Int>
    }

    /// The folders in the archives, sorted.
    package let classNames: [String]
    private let entries: [Entry]
    private let bytes: [UInt8]

    /// Reads archives.
    ///
    /// Entries that are no images by their suffix are left out. Of a longer path only the folder
    /// right above the image counts, so `train/CLASS/NAME` works too.
    ///
    /// - Parameters:
    ///   - shards: The archives.
    ///   - maximumBytes: The most bytes that may be held.
    /// - Throws: ``DataError`` with code `.noSamples`, `.malformed` for an image outside of any
    ///   folder, `.limitExceeded`, or what reading throws.
    package init(
        _ shards: [any EntrySource],
        maximumBytes: Int = 8 << 30
    ) throws(DataError) {
        var bytes: [UInt8] = []
        var found: [(folder: String, name: String, range: Range<Int>)] = []
        for shard in shards {
            try shard.forEachEntry { (path, content) throws(DataError) in
                let parts = path.split(separator: "/")
                guard let file = parts.last, ImageName.isImage(String(file)) else { return }
                guard parts.count > 1 else {
                    throw DataError(
                        .malformed,
                        """
                        Expected entries called CLASS/NAME in '\(shard.name)', found \
                        '\(path.prefix(80))'. Pack one folder per class.
                        """
                    )
                }
                guard content.count <= maximumBytes - bytes.count else {
                    throw DataError(
                        .limitExceeded,
                        """
                        Expected at most \(maximumBytes) bytes of images in archives, found more \
                        up to '\(shard.name)'. Unpack them and name the folder.
                        """
                    )
                }
                let start = bytes.count
                bytes += content
                found.append(
                    (String(parts[parts.count - 2]), "\(shard.name):\(path)", start..<bytes.count)
                )
            }
        }
        guard !found.isEmpty else {
            throw DataError(
                .noSamples,
                """
                Expected images (.jpg, .jpeg, .png, .webp) in \
                '\(shards.map(\.name).joined(separator: "', '"))', found none. Pack one folder \
                per class.
                """
            )
        }
        classNames = Set(found.map(\.folder))
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var indices: [String: Int] = [:]
        for (index, name) in classNames.enumerated() { indices[name] = index }
        entries = found.map { entry in
            Entry(
                classIndex: indices[entry.folder] ?? 0,
                name: entry.name,
                range: entry.range
            )
        }
        self.bytes = bytes
    }

    /// How many images there are.
    package var count: Int { entries.count }

    /// The archive and the entry of an image.
    package func name(at index: Int) -> String { entries[index].name }

    /// The folder of an image.
    package func classIndex(at index: Int) -> Int { entries[index].classIndex }

    /// The bytes of an image.
    package func content(at index: Int) throws(DataError) -> SampleContent {
        .file(Array(bytes[entries[index].range]))
    }
}
