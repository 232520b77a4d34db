import FrankenBytes
import FrankenCommands
import FrankenFailures

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Which file each photo's bitstream goes to.
struct EncodeTargets {
    struct Pair: Sendable {
        let photo: String
        let target: String
    }

    let pairs: [Pair]

    /// Several photos go to a folder, which is made when it is not there.
    ///
    /// - Throws: ``Failure`` when several photos shall go to one file.
    init(photos: [String], output: String) throws {
        guard photos.count > 1 || Self.isFolder(output) else {
            pairs = [Pair(photo: photos[0], target: output)]
            return
        }
        pairs = photos.map { photo in
            let name = photo.split(separator: "/").last.map(String.init) ?? photo
            return Pair(photo: photo, target: "\(output)/\(name).fsplit")
        }
        var seen: [String: String] = [:]
        for pair in pairs {
            if let other = seen.updateValue(pair.photo, forKey: pair.target) {
                throw Failure(
                    "'\(other)' and '\(pair.photo)' would both become '\(pair.target)'. Encode "
                        + "them into different folders.",
                    .usage
                )
            }
        }
        guard Self.isFolder(output) || mkdir(output, 0o777) == 0 else {
            throw Failure(
                "\(photos.count) photos need a folder for their bitstreams; '\(output)' is none and "
                    + "cannot be made. Name a folder.",
                .usage
            )
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
