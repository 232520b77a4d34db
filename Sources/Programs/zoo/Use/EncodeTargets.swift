import FrankenBytes
import FrankenCommands
import FrankenFailures
import FrankenFiles

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
        guard photos.count > 1 || FileStatus.isFolder(output) else {
            pairs = [Pair(photo: photos[0], target: output)]
            return
        }
        pairs = photos.map { photo in
            Pair(photo: photo, target: "\(output)/\(PathName.last(of: photo)).fsplit")
        }
        // Names that differ in how a letter is composed are two files.
        var seen: [ExactString: String] = [:]
        for pair in pairs {
            if let other = seen.updateValue(pair.photo, forKey: ExactString(pair.target)) {
                throw Failure(
                    "'\(other)' and '\(pair.photo)' would both become '\(pair.target)'. Encode "
                        + "them into different folders.",
                    .usage
                )
            }
        }
        guard FileStatus.isFolder(output) || (try? Folder.make(output)) == true else {
            throw Failure(
                "\(photos.count) photos need a folder for their bitstreams; '\(output)' is none and "
                    + "cannot be made. Name a folder.",
                .usage
            )
        }
    }
}
