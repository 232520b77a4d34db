/// Images out of archives whose folders are named by class, held in memory as they are stored.
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

    /// The classes that occur, sorted.
    package let classNames: [String]
    /// Files that are no images, hidden ones among them.
    package let leftOut: [LeftOut]
    private let entries: [Entry]
    private let bytes: [UInt8]

    /// Reads archives.
    ///
    /// What holds for files in folders holds for entries: ``FolderSource`` of the unpacked archive
    /// has the same samples.
    ///
    /// - Parameters:
    ///   - shards: The archives.
    ///   - classes: The classes there are; nil when the folders say.
    ///   - maximumBytes: The most bytes that may be held.
    /// - Throws: ``DataError`` with code `.noSamples`, `.limitExceeded`, or what reading throws.
    package init(
        _ shards: [any EntrySource],
        classes: ClassList? = nil,
        maximumBytes: Int = 8 << 30
    ) throws(DataError) {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        var sorter = PhotoSorter()
        for shard in shards {
            try shard.forEachEntry { (entry) throws(DataError) in
                let place = "\(shard.name):"
                guard entry.bytes.count == entry.byteCount else {
                    sorter.leave(place + entry.name, "It has \(entry.byteCount) bytes: too many.")
                    return
                }
                let isPhoto = sorter.add(
                    entry.name,
                    in: place,
                    number: ranges.count,
                    byteCount: entry.byteCount
                ) { Array(entry.bytes.prefix(PhotoSorter.headByteCount)) }
                guard isPhoto else { return }
                guard entry.byteCount <= maximumBytes - bytes.count else {
                    throw DataError(
                        .limitExceeded,
                        """
                        Expected at most \(maximumBytes) bytes of images in archives, found more \
                        up to '\(shard.name)'. Unpack them and name the folder.
                        """
                    )
                }
                let start = bytes.count
                bytes += entry.bytes
                ranges.append(start..<bytes.count)
            }
        }
        let photos = sorter.photos(classes)
        leftOut = sorter.leftOut
        guard !photos.isEmpty else {
            let names = shards.map { "'\($0.name)'" }
            throw .noPhotos(in: names.joined(separator: ", "), leftOut)
        }
        classNames = Self.sorted(photos.map(\.className))
        let indices = Self.indices(of: classNames)
        entries = photos.map { photo in
            Entry(
                classIndex: indices[photo.className] ?? 0,
                name: photo.name,
                range: ranges[photo.number]
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
