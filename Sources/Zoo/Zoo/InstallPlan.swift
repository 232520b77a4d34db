public import FrankenBundle
public import FrankenCrypto
public import FrankenTrust

/// What installing one bundle would do, known before any large blob is fetched.
public struct InstallPlan: Sendable {
    /// Manifest, signature and description as they came.
    public let bundle: PackedBundle
    /// What the bundle says about itself.
    public let description: BundleDescription
    /// Who signed it, and whether that is good enough here.
    public let verdict: TrustVerdict
    /// Where it comes from.
    public let source: String
    /// Blobs that must be fetched.
    public let missing: [Descriptor]
    /// Blobs that are here already, because other bundles have them.
    public let shared: [Descriptor]
    /// Whether exactly this bundle is installed under its name and version, with all its blobs.
    public let isInstalled: Bool
    /// What must be imported before the bundle can be used, when it may not carry its tail.
    public let upstream: UpstreamWeights?

    /// `name:version`.
    public var reference: String { description.label }
    /// Bytes that must be fetched.
    public var missingByteCount: Int { missing.reduce(0) { $0 + $1.size } }
    /// Bytes that are here already.
    public var sharedByteCount: Int { shared.reduce(0) { $0 + $1.size } }
}

/// What an installation may do beyond what policy says.
public struct InstallOptions: Sendable {
    /// Exceptions from policy that a person made for this call.
    public var trust = TrustOptions()
    /// SPDX identifiers that are allowed; any when `nil`.
    public var licenses: [String]?
    /// The bundles to install, all of which a source must have; whatever it has when `nil`.
    public var wanted: Set<WantedBundle>?
    /// The encoder that a bundle must have; any when `nil`.
    public var encoder: Digest?
    /// The most bytes of one bundle file.
    public var byteLimit = 8 << 30
    /// Whether the bundle is protected from being replaced.
    public var isPinned = false
    /// Whether a pinned bundle may be replaced.
    public var replacesPinned = false

    /// Nothing beyond policy.
    public init() {}
}

/// What came so far.
public enum InstallProgress: Sendable {
    /// So many bytes of a blob are here.
    case blob(Descriptor, byteCount: Int)
    /// So many bytes of a file are here, of so many where that is known.
    case whole(Int, of: Int?)
}
