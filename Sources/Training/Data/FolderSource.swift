internal import FrankenFiles
internal import FrankenImage

/// Image files in one sub-folder per class.
package struct FolderSource: SampleSource {
    private struct File {
        let classIndex: Int
        let name: String
    }

    /// The sub-folders that hold images, sorted.
    package let classNames: [String]
    private let files: [File]
    private let path: String
    private let decoder: ImageDecoder

    /// Finds the images (.jpg, .jpeg, .png, .webp) of a folder's sub-folders; hidden ones and other
    /// files are left out.
    ///
    /// - Parameters:
    ///   - path: The folder of sub-folders.
    ///   - maximumBytes: The largest file that is read later on.
    /// - Throws: ``DataError`` with code `.unreadable`, or `.noSamples` for a folder without any
    ///   image.
    package init(path: String, maximumBytes: Int = 64 << 20) throws(DataError) {
        var classNames: [String] = []
        var files: [File] = []
        for folder in try FolderListing.names(in: path)
        where FileStatus.isFolder("\(path)/\(folder)") {
            let names = try FolderListing.names(in: "\(path)/\(folder)")
                .filter(ImageName.isImage)
            guard !names.isEmpty else { continue }
            files += names.map { File(classIndex: classNames.count, name: $0) }
            classNames.append(folder)
        }
        guard !files.isEmpty else {
            throw DataError(
                .noSamples,
                """
                Expected images (.jpg, .jpeg, .png, .webp) in sub-folders of '\(path)', found \
                none. Make one sub-folder per class.
                """
            )
        }
        self.classNames = classNames
        self.files = files
        self.path = path
        decoder = ImageDecoder(limits: ImageLimits(maximumBytes: maximumBytes))
    }

    /// How many images there are.
    package var count: Int { files.count }

    /// The path of an image.
    package func name(at index: Int) -> String {
        "\(path)/\(classNames[files[index].classIndex])/\(files[index].name)"
    }

    /// The sub-folder of an image.
    package func classIndex(at index: Int) -> Int { files[index].classIndex }

    /// Reads a file.
    package func content(at index: Int) throws(DataError) -> SampleContent {
        do {
            return .file(try decoder.read(contentsOf: name(at: index)))
        } catch {
            throw DataError(.unreadable, error.message)
        }
    }
}
