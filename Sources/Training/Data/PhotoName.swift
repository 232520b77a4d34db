internal import FrankenFiles

/// The name of a file in a folder or archive of photos, in parts.
struct PhotoName {
    private static let suffixes = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"]

    /// The folders it lies in, from the top.
    let folders: [String]
    /// The last part.
    let file: String

    /// Takes a relative path apart.
    init(_ path: String) {
        // By bytes: a slash before a combining accent is a slash all the same.
        var parts = path.utf8.split(separator: UInt8(ascii: "/"))
            .map { String(Substring($0)) }.filter { $0 != "." }
        file = parts.popLast() ?? ""
        folders = parts
    }

    /// Whether it, or a folder that it lies in, begins with a dot.
    var isHidden: Bool { PathName.isHidden(file) || folders.contains(where: PathName.isHidden) }

    /// Whether it is called like a photo; without, the content tells.
    var isPhotos: Bool {
        let lower = file.lowercased()
        return Self.suffixes.contains { lower.hasSuffix($0) }
    }

    /// Whether it holds the class of the photo that shares its ``key``.
    var isLabel: Bool { file.lowercased().hasSuffix(".cls") }

    /// What the files of one sample share in a WebDataset: all before the first dot of the file.
    var key: String {
        (folders + [String(file.prefix { $0 != "." })]).joined(separator: "/")
    }
}
