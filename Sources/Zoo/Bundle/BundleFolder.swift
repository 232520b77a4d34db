internal import FrankenCrypto
internal import FrankenFiles

/// An OCI image layout in a folder; files in it that no manifest names are not looked at.
struct BundleFolder {
    let path: String
    let limits: ArchiveLimits

    /// Hands over the files in the order in which our own archives have them.
    func read(into intake: BundleIntake) throws -> BundleContents {
        let root = try BundleError.reading { () throws(FilesError) in try OpenFolder(path: path) }
        for name in [LayoutName.layout, .index] {
            guard let file = try Self.file(name.text, in: root) else {
                throw BundleError(
                    .malformedArchive,
                    "Expected a bundle in the folder \(BundleText.quoted(path)), found no "
                        + "\(name.text)."
                )
            }
            try take(name, file, into: intake)
        }
        if let folder = root.folder("signatures") {
            for digest in intake.manifestDigests {
                let name = LayoutName.signature(digest)
                if let file = try Self.file("\(digest.hex).minisig", in: folder) {
                    try take(name, file, into: intake)
                }
            }
        }
        guard let blobs = root.folder("blobs")?.folder("sha256") else {
            throw BundleError(
                .malformedArchive,
                "Expected blobs/sha256 in the folder \(BundleText.quoted(path)), found none."
            )
        }
        for digest in intake.manifestDigests { try take(digest, of: blobs, into: intake) }
        for digest in try intake.blobDigests() { try take(digest, of: blobs, into: intake) }
        return try intake.finish()
    }

    private static func file(
        _ name: String,
        in folder: borrowing OpenFolder
    ) throws(BundleError) -> OpenFile? {
        do throws(FilesError) {
            return try folder.file(name)
        } catch {
            throw BundleError(.unreadable, error.message)
        }
    }

    private func take(
        _ digest: Digest,
        of blobs: borrowing OpenFolder,
        into intake: BundleIntake
    ) throws {
        guard let file = try Self.file(digest.hex, in: blobs) else { return }
        try take(.blob(digest), file, into: intake)
    }

    private func take(
        _ name: LayoutName,
        _ file: OpenFile,
        into intake: BundleIntake
    ) throws {
        guard file.byteCount <= limits.byteCount else {
            throw BundleError(
                .tooLarge,
                "\(name.text) has \(file.byteCount) bytes; at most \(limits.byteCount) are read."
            )
        }
        try intake.take(name.text, byteCount: file.byteCount) { take in
            try BundleError.reading(file, take)
        }
    }
}
