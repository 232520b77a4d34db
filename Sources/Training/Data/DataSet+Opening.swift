internal import FrankenFiles

extension DataSet {
    /// Opens folders, archives and CIFAR files by their paths.
    ///
    /// A path may be a `.tar` or `.tar.zst` archive, a folder with such archives, a folder with the
    /// `.bin` files of CIFAR-10 or CIFAR-100 (of which the training images are taken), or a folder
    /// with one sub-folder of images per class.
    ///
    /// - Parameters:
    ///   - paths: Where the samples are, in order.
    ///   - classes: The classes there are; nil for those that occur, sorted by name.
    ///   - part: Which images of CIFAR.
    /// - Throws: ``DataError``.
    package init(
        paths: [String],
        classes: ClassList? = nil,
        part: CIFARSource.Part = .training
    ) throws(DataError) {
        var sources: [any SampleSource] = []
        for path in paths {
            guard FileStatus.isFolder(path) else {
                sources.append(try ShardSource([TarEntries(path: path)]))
                continue
            }
            let names = try FolderListing.names(in: path)
            let shards = names.filter { $0.hasSuffix(".tar") || $0.hasSuffix(".tar.zst") }
            if let kind = CIFARSource.Kind.allCases.first(where: { kind in
                kind.files(part).allSatisfy(names.contains)
            }) {
                sources.append(try CIFARSource(folder: path, kind: kind, part: part))
            } else if !shards.isEmpty {
                sources.append(try ShardSource(shards.map { TarEntries(path: "\(path)/\($0)") }))
            } else {
                sources.append(try FolderSource(path: path))
            }
        }
        try self.init(sources, classes: classes)
    }
}
