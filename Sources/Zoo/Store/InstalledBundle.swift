public import FrankenBundle
public import FrankenCrypto

/// An installed bundle, as a listing shows it.
public struct InstalledBundle: Sendable, Hashable {
    /// The bundle's name.
    public let name: BundleName
    /// Which of the bundles of that name.
    public let tag: BundleTag
    /// The bundle's version.
    public let version: BundleTag
    /// The identity of the bundle.
    public let manifest: Digest
    /// Bytes of the manifest.
    public let manifestSize: Int
    /// Where it came from.
    public let source: String
    /// When it was installed, in seconds since 1970.
    public let time: Int
    /// What was found out about its signature.
    public let trust: String
    /// Whether it was pinned.
    public let isPinned: Bool
    /// The backbone in the taxonomy that was imported from a file of the user's; `nil` for a bundle
    /// that somebody made.
    public let importedBackbone: String?
    /// What its `zoo.json` said.
    public let summary: BundleSummary
    /// Bytes of its manifest and all its blobs.
    public internal(set) var byteCount: Int
    /// Those of them that no other bundle of the same store has.
    public internal(set) var ownByteCount: Int
    /// The folder of the store it is in.
    public internal(set) var store = ""

    /// `name:tag`.
    public var reference: String { "\(name):\(tag)" }
}

extension InstalledBundle {
    /// What the receipt says; the sizes are not known yet.
    init(_ receipt: Receipt, store: String) {
        self.init(
            name: receipt.name,
            tag: receipt.tag,
            version: receipt.version,
            manifest: receipt.manifest.digest,
            manifestSize: receipt.manifest.size,
            source: receipt.source,
            time: receipt.time,
            trust: receipt.trust,
            isPinned: receipt.isPinned,
            importedBackbone: receipt.importedBackbone,
            summary: receipt.summary,
            byteCount: 0,
            ownByteCount: 0,
            store: store
        )
    }
}
