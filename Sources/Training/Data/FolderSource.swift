internal import FrankenFiles
internal import FrankenImage

/// Image files below folders that are named by class.
package struct FolderSource: SampleSource {
    private struct File {
        let classIndex: Int
        let name: String
    }

    /// The classes that occur, sorted.
    package let classNames: [String]
    /// Files that are no images, hidden ones among them.
    package let leftOut: [LeftOut]
    private let files: [File]
    private let decoder: ImageDecoder

    /// Finds the images of a folder's sub-folders, at any depth, by name or else by content.
    ///
    /// - Parameters:
    ///   - path: The folder of sub-folders.
    ///   - classes: The classes there are; nil when the folders say.
    ///   - maximumBytes: The largest file that is read later on.
    /// - Throws: ``DataError`` with code `.unreadable`, or `.noSamples` for a folder without any
    ///   image.
    package init(
        path: String,
        classes: ClassList? = nil,
        maximumBytes: Int = 64 << 20
    ) throws(DataError) {
        let place = PathName.withoutTrailingSlashes(path) + "/"
        var sorter = PhotoSorter()
        for (number, file) in try FolderListing.files(below: path).enumerated() {
            let name = place + file.path
            guard let status = file.status else {
                sorter.leave(name, "It is a link that leads nowhere, or to a folder above.")
                continue
            }
            guard status.kind == .file else {
                sorter.leave(name, "It is a pipe, socket or device. Only regular files are read.")
                continue
            }
            _ = sorter.add(file.path, in: place, number: number, byteCount: status.byteCount) {
                () throws(DataError) in try Self.head(of: name)
            }
        }
        let photos = sorter.photos(classes)
        leftOut = sorter.leftOut
        guard !photos.isEmpty else { throw .noPhotos(in: "'\(path)'", leftOut) }
        classNames = Self.sorted(photos.map(\.className))
        let indices = Self.indices(of: classNames)
        files = photos.map { File(classIndex: indices[$0.className] ?? 0, name: $0.name) }
        decoder = ImageDecoder(limits: ImageLimits(maximumBytes: maximumBytes))
    }

    private static func head(of path: String) throws(DataError) -> [UInt8] {
        do throws(FilesError) {
            return try OpenFile(path: path).head(PhotoSorter.headByteCount)
        } catch {
            throw DataError(.unreadable, error.message)
        }
    }

    /// How many images there are.
    package var count: Int { files.count }

    /// The path of an image.
    package func name(at index: Int) -> String { files[index].name }

    /// The class of an image.
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

extension SampleSource {
    /// Every name once, in the order of their bytes.
    static func sorted(_ names: [String]) -> [String] {
        Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The place of each name.
    static func indices(of names: [String]) -> [String: Int] {
        var indices: [String: Int] = [:]
        for (index, name) in names.enumerated() { indices[name] = index }
        return indices
    }
}

extension DataError {
    /// There is no photo in a place.
    static func noPhotos(in place: String, _ leftOut: [LeftOut]) -> DataError {
        let first = leftOut.first.map {
            " Left out: \(leftOut.count) files, the first '\($0.name)'. \($0.reason)"
        }
        return DataError(
            .noSamples,
            """
            Expected JPEG, PNG or WebP images in folders named by class in \(place), found none. \
            Make one folder per class.\(first ?? "")
            """
        )
    }
}
