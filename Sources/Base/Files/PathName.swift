/// The parts of a path, by its bytes.
///
/// `String` compares and splits by characters: a `/` before a combining accent would be no slash, and
/// a name in composed form would equal the same name in decomposed form, which is another file.
package enum PathName {
    private static let slash = UInt8(ascii: "/")

    /// The folder that a path's last name is in, `.` for a bare name.
    package static func folder(of path: String) -> String {
        guard let end = path.utf8.lastIndex(of: slash) else { return "." }
        return end == path.utf8.startIndex ? "/" : String(path[..<end])
    }

    /// The last name of a path, slashes at its end left out.
    package static func last(of path: String) -> String {
        let path = withoutTrailingSlashes(path)
        guard path.utf8.count > 1, let end = path.utf8.lastIndex(of: slash) else { return path }
        return String(path[path.utf8.index(after: end)...])
    }

    /// A path without slashes at its end, of which `/` itself keeps one.
    package static func withoutTrailingSlashes(_ path: String) -> String {
        var rest = path.utf8[...]
        while rest.count > 1, rest.last == slash { rest.removeLast() }
        return String(path[rest.startIndex..<rest.endIndex])
    }

    /// A path in another folder, unless it is absolute.
    package static func path(_ path: String, from folder: String) -> String {
        isAbsolute(path) ? path : "\(folder)/\(path)"
    }

    /// Whether a path begins at the root.
    package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

    /// Whether a name begins with a dot.
    package static func isHidden(_ name: String) -> Bool { name.utf8.first == UInt8(ascii: ".") }

    /// Whether two paths are the same bytes.
    package static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    /// Whether a path comes before another in the order of their bytes.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
