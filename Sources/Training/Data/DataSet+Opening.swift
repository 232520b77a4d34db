internal import FrankenFiles

extension DataSet {
    /// Opens folders, archives and CIFAR files by their paths.
    ///
    /// A path may be a tar, plain or compressed with zstd or gzip, a folder with such archives, a folder with the
    /// `.bin` files of CIFAR-10 or CIFAR-100, or a folder with one sub-folder of images per class.
    ///
    /// - Parameters:
    ///   - paths: Where the samples are, in order.
    ///   - classes: The classes there are; nil for those that occur, sorted by name.
    ///   - part: Which images of CIFAR.
    ///   - maximumBytes: The largest image file that is read.
    /// - Throws: ``DataError``.
    package init(
        paths: [String],
        classes: ClassList? = nil,
        part: CIFARSource.Part = .training,
        maximumBytes: Int = 64 << 20
    ) throws(DataError) {
        var sources: [any SampleSource] = []
        var leftOut: [LeftOut] = []
        for path in paths {
            guard FileStatus.isFolder(path) else {
                let archive = TarEntries(path: path, maximumBytes: maximumBytes)
                sources.append(try ShardSource([archive], classes: classes))
                continue
            }
            let names = try FolderListing.names(in: path)
            let shards = names.filter(Self.isArchive)
            if let kind = CIFARSource.Kind.allCases.first(where: { kind in
                kind.files(part).allSatisfy(names.contains)
            }) {
                sources.append(try CIFARSource(folder: path, kind: kind, part: part))
                leftOut += try Self.rest(of: path, beside: kind.allFiles, "files of CIFAR")
            } else if !shards.isEmpty {
                let archives = shards.map {
                    TarEntries(path: "\(path)/\($0)", maximumBytes: maximumBytes)
                }
                sources.append(try ShardSource(archives, classes: classes))
                leftOut += try Self.rest(of: path, beside: shards, "archives")
            } else {
                sources.append(
                    try FolderSource(path: path, classes: classes, maximumBytes: maximumBytes)
                )
            }
        }
        try self.init(sources, classes: classes, leftOut: leftOut)
    }

    private static func isArchive(_ name: String) -> Bool {
        !PathName.isHidden(name)
            && [".tar", ".tar.zst", ".tar.gz", ".tgz"].contains { name.hasSuffix($0) }
    }

    /// What lies in a folder beside the files that are read.
    private static func rest(
        of folder: String,
        beside names: [String],
        _ kind: String
    ) throws(DataError) -> [LeftOut] {
        let read = Set(names)
        return try FolderListing.files(below: folder).filter { !read.contains($0.path) }.map {
            LeftOut(
                name: "\(folder)/\($0.path)",
                reason: "It lies beside \(kind), which alone are read. Move it to another folder."
            )
        }
    }
}
