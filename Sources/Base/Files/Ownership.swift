#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Whose a file or folder is, in words, where that keeps this user from something.
enum Ownership {
    /// What on the way to a path this user may not use: whose it is, its mode, and what to type.
    ///
    /// - Returns: Two sentences; `nil` when nothing on the way says no.
    static func obstacle(to path: String) -> String? {
        var folders = [PathName.folder(of: PathName.withoutTrailingSlashes(path))]
        while let last = folders.last, last != "/", last != "." {
            folders.append(PathName.folder(of: last))
        }
        for folder in folders.reversed() where !may(folder, X_OK) {
            return sentences(about: folder)
        }
        guard let parent = folders.first, !may(parent, W_OK) else {
            let isThere = FileStatus.exists(path)
            return isThere && (!may(path, R_OK) || !may(path, W_OK)) ? sentences(about: path) : nil
        }
        return sentences(about: parent)
    }

    private static func may(_ path: String, _ what: Int32) -> Bool {
        unsafe ByteText.withBytes(of: path) { unsafe access($0, what) } == 0 || errno != EACCES
    }

    private static func sentences(about path: String) -> String? {
        guard let status = try? FileStatus.following(path) else { return nil }
        let place = FilesError.quoted(path)
        let shared =
            status.kind == .folder
            ? " and: find \(place) -type d -exec chmod g+s {} +" : ""
        return "\(place) belongs to \(name(ofUser: status.owner)), mode "
            + "\(String(status.mode, radix: 8)), and you are \(name(ofUser: geteuid())). To share "
            + "it with a group its owner types: chgrp -R GROUP \(place) and: chmod -R g+rwX "
            + "\(place)\(shared)"
    }

    /// The name of a user, or the number where it has none.
    static func name(ofUser number: UInt32) -> String {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        let name: String? = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress,
                unsafe getpwuid_r(number, &entry, start, buffer.count, &found) == 0,
                unsafe found != nil, let name = unsafe entry.pw_name
            else { return nil }
            return unsafe ByteText.text(cString: name)
        }
        return name ?? "user \(number)"
    }
}
