/// The header of an entry of an archive.
struct ArchiveEntry: Sendable, Hashable {
    /// What an entry is; links, devices and files with holes are refused before this is made.
    enum Kind: Sendable {
        case file
        case directory
    }

    /// The name as it is in the archive; valid UTF-8 and nothing else.
    let name: String
    let kind: Kind
    /// Bytes of content; 0 for a directory.
    let size: Int
}
