internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCrypto

/// Writes a ``Listing`` as one file that is read in one go.
///
/// All integers little-endian: magic (8 bytes), CRC-32 of everything after it (4), then counts of
/// strings, digests, references, entries and failures (4 each); end of each string (4 each) and
/// their bytes; digests with sizes (32 + 8 each); references, which are indexes of digests (4
/// each); entries; failures. ``ListingReader`` is the other half.
struct ListingWriter {
    static let magic = Array("ZOOLIST\u{3}".utf8)
    /// An index that means "none".
    static let none = UInt32.max

    private var strings: [String] = []
    private var stringIndexes: [String: UInt32] = [:]
    private var digests: [Listing.Blob]
    private var digestIndexes: [PackedDigest: UInt32] = [:]
    private var rows: [UInt8] = []

    static func bytes(of listing: Listing) -> [UInt8] {
        var writer = ListingWriter(digests: listing.blobs)
        return writer.write(listing)
    }

    private init(digests: [Listing.Blob]) {
        self.digests = digests
        for (index, blob) in digests.enumerated() {
            digestIndexes[blob.digest] = UInt32(truncatingIfNeeded: index)
        }
    }

    private mutating func write(_ listing: Listing) -> [UInt8] {
        for (row, bundle) in listing.bundles.enumerated() {
            add(listing.sources[row])
            add(bundle)
            add(UInt32(truncatingIfNeeded: listing.ranges[row].count))
        }
        for failure in listing.failures {
            add(failure.identity)
            add(string(failure.message))
        }
        var body: [UInt8] = []
        let texts = strings.map { Array($0.utf8) }
        for count in [
            texts.count, digests.count, listing.references.count, listing.bundles.count,
            listing.failures.count,
        ] { Self.append(UInt32(truncatingIfNeeded: count), to: &body) }
        var end = 0
        for text in texts {
            end += text.count
            Self.append(UInt32(truncatingIfNeeded: end), to: &body)
        }
        body += texts.joined()
        for blob in digests {
            body += blob.digest.bytes
            Self.append(Int64(blob.byteCount), to: &body)
        }
        for reference in listing.references { Self.append(reference, to: &body) }
        body += rows
        var bytes = Self.magic
        Self.append(unsafe CRC32.checksum(body.span.bytes), to: &bytes)
        return bytes + body
    }

    private mutating func add(_ bundle: InstalledBundle) {
        for text in [
            bundle.version.text, bundle.source, bundle.trust, bundle.summary.archetype,
            bundle.summary.family, bundle.summary.dataset, bundle.summary.license,
            bundle.importedBackbone ?? "",
        ] { add(string(text)) }
        add(index(bundle.manifest, byteCount: bundle.manifestSize))
        add(bundle.summary.upstreamTail.map { index($0, byteCount: 0) } ?? Self.none)
        add(bundle.summary.encoder.map { index($0, byteCount: 0) } ?? Self.none)
        add(bundle.isPinned ? UInt32(1) : 0)
        add(Int64(bundle.time))
        add(Int64(bundle.byteCount))
        add(Int64(bundle.ownByteCount))
        add((bundle.summary.top1 ?? .nan).bitPattern)
        add((bundle.summary.wireBytes ?? .nan).bitPattern)
    }

    private mutating func add(_ identity: Listing.Identity) {
        add(string(identity.name.text))
        add(string(identity.tag.text))
        add(identity.inode)
        add(identity.modified)
        add(Int64(identity.byteCount))
    }

    private mutating func add(_ value: some FixedWidthInteger) {
        Self.append(value, to: &rows)
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        var value = value
        for _ in 0..<value.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: value))
            value >>= 8
        }
    }

    private mutating func string(_ text: String) -> UInt32 {
        if let index = stringIndexes[text] { return index }
        let index = UInt32(truncatingIfNeeded: strings.count)
        strings.append(text)
        stringIndexes[text] = index
        return index
    }

    private mutating func index(_ digest: Digest, byteCount: Int) -> UInt32 {
        let packed = PackedDigest(digest)
        if let index = digestIndexes[packed] { return index }
        let index = UInt32(truncatingIfNeeded: digests.count)
        digests.append(Listing.Blob(digest: packed, byteCount: byteCount))
        digestIndexes[packed] = index
        return index
    }
}
