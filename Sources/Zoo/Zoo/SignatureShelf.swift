internal import FrankenCrypto
internal import FrankenFiles
internal import FrankenStore

/// The signatures of installed manifests, beside the store's blobs as in a bundle file, so that
/// what is exported or pushed takes its signature along.
struct SignatureShelf: Sendable {
    /// The longest signature file that is kept, in bytes.
    static let byteLimit = 4096
    private static let folderName = "signatures"
    private let store: Store

    init(_ store: Store) {
        self.store = store
    }

    /// Keeps a signature that was verified, or that policy does not care about.
    func put(_ signature: [UInt8], for manifest: Digest) throws {
        try store.keep(signature, as: Self.name(manifest), in: Self.folderName)
    }

    /// The signature of a manifest, where one came with it.
    func signature(of manifest: Digest) -> [UInt8]? {
        try? OpenFile.bytes(of: path(manifest), limit: Self.byteLimit)
    }

    /// Removes the signatures of manifests that are gone.
    ///
    /// An installation writes the signature before the manifest, so what is younger than an hour
    /// stays.
    func sweep(keeping isHere: (Digest) -> Bool) {
        for name in (try? Folder.names(in: folder)) ?? [] where name.hasSuffix(".minisig") {
            guard let digest = try? Digest(hex: name.dropLast(8)), !isHere(digest),
                isOld(path(digest))
            else { continue }
            _ = try? Entry.remove(path(digest))
        }
    }

    private func isOld(_ path: String) -> Bool {
        guard let status = try? FileStatus.following(path) else { return false }
        return SystemClock.nanoseconds - status.modified > 3600 * 1_000_000_000
    }

    /// The file of a signature.
    func path(_ manifest: Digest) -> String { "\(folder)/\(Self.name(manifest))" }

    private var folder: String { "\(store.path)/\(Self.folderName)" }

    private static func name(_ manifest: Digest) -> String { "\(manifest.hex).minisig" }
}
