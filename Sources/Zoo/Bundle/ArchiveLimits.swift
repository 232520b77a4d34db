/// What an archive from a stranger may cost.
public struct ArchiveLimits: Sendable, Hashable {
    /// The most entries.
    public var entryCount = 4096
    /// The most bytes of the uncompressed tar; 8 GiB unless the caller says otherwise.
    public var byteCount = 8 << 30
    /// The most bytes of the tar per compressed byte, beyond the first 16 MiB.
    public var ratio = 200
    /// The most seconds from opening to the end.
    public var seconds = 600
    /// Whether it may be compressed with gzip, as people pack data; a bundle never is.
    public var allowsGzip = false

    /// The default limits.
    public init() {}
}
