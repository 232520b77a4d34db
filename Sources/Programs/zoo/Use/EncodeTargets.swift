import FrankenBytes
import FrankenCommands
import FrankenFailures
import FrankenFiles

/// Which file each photo's bitstream goes to.
struct EncodeTargets {
    struct Pair: Sendable {
        let photo: String
        let target: OutputTarget
    }

    private static let suffix = ".fsplit"

    let pairs: [Pair]

    /// Several photos go to a folder, which is made when it is not there.
    ///
    /// - Throws: ``Failure`` when several photos shall go to one file.
    init(photos: [String], output: OutputTarget) throws {
        guard photos.count > 1 || !output.isStandardOutput && FileStatus.isFolder(output.path)
        else {
            try output.check(against: photos)
            pairs = [Pair(photo: photos[0], target: output)]
            return
        }
        guard !output.isStandardOutput else {
            throw Failure(
                "\(photos.count) bitstreams cannot all go to standard output. Name a folder.",
                .usage
            )
        }
        let folder = output.path
        pairs = photos.map { photo in
            Pair(
                photo: photo,
                target: OutputTarget(path: "\(folder)/\(PathName.last(of: photo))\(Self.suffix)")
            )
        }
        // Names that differ in how a letter is composed are two files.
        var seen: [ExactString: String] = [:]
        for pair in pairs {
            if let other = seen.updateValue(pair.photo, forKey: ExactString(pair.target.path)) {
                throw Failure(
                    "'\(other)' and '\(pair.photo)' would both become '\(pair.target.path)'. Encode "
                        + "them into different folders.",
                    .usage
                )
            }
        }
        let streams = photos.filter { $0.hasSuffix(Self.suffix) }
        for pair in pairs { try pair.target.check(against: [pair.photo] + streams) }
        guard FileStatus.isFolder(folder) || (try? Folder.make(folder)) == true else {
            throw Failure(
                "\(photos.count) photos need a folder for their bitstreams; '\(folder)' is none and "
                    + "cannot be made. Name a folder.",
                .usage
            )
        }
    }
}
