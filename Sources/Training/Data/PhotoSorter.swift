internal import FrankenImage

/// Tells which files of a folder or of archives are photos, and of which class each is.
///
/// The same files are the same samples however they are packed. What is no photo is named with the
/// reason, never passed over.
struct PhotoSorter {
    /// A photo with its class.
    struct Photo {
        let name: String
        let className: String
        /// The caller's number of it.
        let number: Int
    }

    private struct Found {
        /// The path or archive that all names of it begin with.
        let place: String
        let path: String
        let name: PhotoName
        let number: Int
    }

    /// Bytes that tell a format, and the most that a label has.
    static let headByteCount = 512

    /// Files that are no samples so far.
    private(set) var leftOut: [LeftOut] = []
    private var found: [Found] = []
    private var labels: [String: (file: String, text: String)] = [:]

    /// Takes a file.
    ///
    /// - Parameters:
    ///   - path: Its path below `place`.
    ///   - place: The folder or archive, with what separates it from the path.
    ///   - number: The caller's number of it.
    ///   - byteCount: The file's size.
    ///   - head: Its first ``headByteCount`` bytes; asked for only when the name does not tell.
    /// - Returns: Whether it is taken for a photo.
    mutating func add(
        _ path: String,
        in place: String,
        number: Int,
        byteCount: Int,
        head: () throws(DataError) -> [UInt8]
    ) -> Bool {
        let name = PhotoName(path)
        guard !name.isHidden else {
            leave(place + path, "It is hidden by a dot before its name or that of a folder.")
            return false
        }
        if !name.isPhotos {
            do throws(DataError) {
                let bytes = try head()
                if name.isLabel, let text = Self.label(bytes, byteCount) {
                    labels[place + name.key] = (place + path, text)
                    return false
                }
                do throws(ImageError) {
                    _ = try ImageFormat(head: bytes.span, byteCount: byteCount)
                } catch {
                    leave(place + path, error.message)
                    return false
                }
            } catch {
                leave(place + path, error.message)
                return false
            }
        }
        found.append(Found(place: place, path: path, name: name, number: number))
        return true
    }

    /// Takes a file that cannot be a photo.
    mutating func leave(_ name: String, _ reason: String) {
        leftOut.append(LeftOut(name: name, reason: reason))
    }

    /// Gives the photos their classes.
    ///
    /// A file of the same name that ends in `.cls` says the class, as in a WebDataset. Otherwise it
    /// is a folder's name: that of the topmost level of which all are classes. Without such a
    /// level, or without a list, it is the folder right above where all photos lie equally deep, and
    /// otherwise the first that is not the same for all.
    ///
    /// - Parameter classes: The classes there are, if that is known.
    /// - Returns: The photos, in the order in which they were added.
    mutating func photos(_ classes: ClassList?) -> [Photo] {
        let foldered = found.filter {
            labels[$0.place + $0.name.key] == nil && !$0.name.folders.isEmpty
        }
        let level = Self.level(foldered.map(\.name.folders), classes)
        var photos: [Photo] = []
        var used: Set<String> = []
        for photo in found {
            let key = photo.place + photo.name.key
            let name = photo.place + photo.path
            if let label = labels[key] {
                used.insert(key)
                photos.append(Photo(name: name, className: label.text, number: photo.number))
            } else if photo.name.folders.isEmpty {
                leave(name, "It lies in no folder that would name its class. Make one per class.")
            } else {
                photos.append(
                    Photo(
                        name: name,
                        className: photo.name.folders[level],
                        number: photo.number
                    )
                )
            }
        }
        let unused = labels.filter { !used.contains($0.key) }.map(\.value.file)
        for name in unused.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            leave(name, "No photo has the name of this label.")
        }
        return photos
    }

    /// Which of the folders on the way to a photo names its class, counted from the top.
    private static func level(_ paths: [[String]], _ classes: ClassList?) -> Int {
        guard let first = paths.first else { return 0 }
        let depth = paths.map(\.count).min() ?? 1
        if let classes {
            for level in 0..<depth
            where paths.allSatisfy({ classes.label(of: $0[level]) != nil }) {
                return level
            }
        }
        if paths.allSatisfy({ $0.count == depth }) { return depth - 1 }
        for level in 0..<depth where paths.contains(where: { $0[level] != first[level] }) {
            return level
        }
        return depth - 1
    }

    /// The class that a label's file holds.
    private static func label(_ bytes: [UInt8], _ byteCount: Int) -> String? {
        guard byteCount <= bytes.count, let text = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        let lines = text.split(whereSeparator: \.isWhitespace)
        return lines.count == 1 ? String(lines[0]) : nil
    }
}
