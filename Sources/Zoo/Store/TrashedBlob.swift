internal import FrankenCrypto
internal import FrankenFiles

/// The name of a blob that a collector moved away: unlike every other such name, so that what one
/// process decides about it never hits a blob that another moved later.
struct TrashedBlob {
    let fileName: String
    let digest: Digest

    init(_ digest: Digest) {
        self.digest = digest
        fileName = "\(Owner.current.newName("trash")).\(digest.hex)"
    }

    /// Reads a name; `nil` when it is none.
    init?(fileName: String) {
        guard let dot = fileName.utf8.lastIndex(of: UInt8(ascii: ".")),
            let digest = try? Digest(hex: fileName[fileName.index(after: dot)...])
        else { return nil }
        self.fileName = fileName
        self.digest = digest
    }
}
