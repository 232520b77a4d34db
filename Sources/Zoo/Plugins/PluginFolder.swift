internal import FrankenFiles

/// A folder of blueprint files.
enum PluginFolder {
    static let suffix = ".json"

    /// The names of its blueprint files in order; `nil` where there is no folder.
    ///
    /// Names that begin with a dot belong to editors and to files that are being written.
    static func names(in path: String) -> [String]? {
        guard let names = try? Folder.names(in: path) else { return nil }
        return names.filter { $0.hasSuffix(suffix) && !PathName.isHidden($0) }
    }

    /// Whether a name is one that every file system and every terminal takes.
    static func isName(_ name: String) -> Bool {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        return allowed && name.hasSuffix(suffix) && !name.hasPrefix(".")
            && (suffix.utf8.count + 1...96).contains(name.utf8.count)
    }
}
