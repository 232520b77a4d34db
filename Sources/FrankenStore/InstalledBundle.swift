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
    /// What its `zoo.json` said.
    public let summary: BundleSummary
    /// Bytes of its manifest and all its blobs.
    public let byteCount: Int
    /// Those of them that no other bundle of the same store has.
    public let ownByteCount: Int
    /// The folder of the store it is in.
    public var store: String = ""

    /// `name:tag`.
    public var reference: String { "\(name):\(tag)" }
}
