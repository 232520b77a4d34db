/// A tar of training data: files by free names, read one after the other.
///
/// Plain or compressed with zstd or gzip. Directories are passed over; links, devices and names that lead
/// out of a folder are refused. Only one file is in memory at a time, and only as much of it as
/// the caller asks for. Not for several threads at once: a thread reads ahead already.
public final class TarShard {
    /// A file of the shard.
    public struct Entry: Sendable, Hashable {
        /// The name: relative, without `.` and `..`, printable.
        public let name: String
        /// Bytes of the file.
        public let byteCount: Int
    }

    private let reader: ArchiveReader
    private var current: Entry?

    /// Opens a shard.
    ///
    /// - Parameters:
    ///   - path: A regular file.
    ///   - limits: What the shard may cost; see ``largeLimits``.
    /// - Throws: ``BundleError`` with code `.unreadable`.
    public init(
        path: String,
        limits: ArchiveLimits = TarShard.largeLimits
    ) throws(BundleError) {
        reader = try ArchiveReader(path: path, limits: limits)
    }

    /// Reads a shard from a descriptor, which may be a pipe and stays the caller's.
    ///
    /// - Throws: ``BundleError`` with code `.unreadable`.
    public init(
        descriptor: Int32,
        limits: ArchiveLimits = TarShard.largeLimits
    ) throws(BundleError) {
        reader = try ArchiveReader(descriptor: descriptor, label: "standard input", limits: limits)
    }

    /// Limits for data: a million files, 256 GiB, a day; gzip will do.
    public static var largeLimits: ArchiveLimits {
        var limits = ArchiveLimits()
        limits.entryCount = 1_000_000
        limits.byteCount = 256 << 30
        limits.seconds = 24 * 3600
        limits.allowsGzip = true
        return limits
    }

    /// The next file, or `nil` behind the last one; what was not read of the one before is lost.
    ///
    /// - Throws: ``BundleError`` with code `.malformedArchive`, `.tooLarge` or `.unreadable`.
    public func next() throws(BundleError) -> Entry? {
        while let entry = try reader.next() {
            guard entry.kind == .file else { continue }
            let next = Entry(name: try Self.relative(entry.name), byteCount: entry.size)
            current = next
            return next
        }
        current = nil
        return nil
    }

    /// Hands over the file that ``next()`` returned last, in pieces, in order.
    ///
    /// - Throws: ``BundleError`` as ``next()``, or what `body` throws.
    public func read(_ body: (RawSpan) throws -> Void) throws {
        try reader.read(body)
    }

    /// The whole file that ``next()`` returned last.
    ///
    /// - Parameter limit: The most bytes that are read into memory.
    /// - Returns: The bytes.
    /// - Throws: ``BundleError`` as ``next()``, `.tooLarge` also when the file is above `limit`.
    public func bytes(limit: Int) throws -> [UInt8] {
        let count = current?.byteCount ?? 0
        guard count <= limit else {
            throw BundleError(
                .tooLarge,
                "\(BundleText.quoted(current?.name ?? "")) has \(count) bytes; at most \(limit) "
                    + "are read."
            )
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try reader.read { piece in
            unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    private static func relative(_ name: String) throws(BundleError) -> String {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let kept = parts.first?.elementsEqual(".".utf8) == true ? parts.dropFirst() : parts[...]
        let isSafe =
            !kept.isEmpty && BundleText.isPrintable(name)
            && kept.allSatisfy {
                !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
            }
        guard isSafe else {
            throw BundleError(
                .malformedArchive,
                "Expected relative names in a shard, found \(BundleText.quoted(name))."
            )
        }
        return kept.map { String(Substring($0)) }.joined(separator: "/")
    }
}
