internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCrypto

/// Reads what ``ListingWriter`` writes, in milliseconds for ten thousand bundles.
///
/// The checksum finds what a power failure left half written; whatever else is wrong makes the
/// file count as out of date.
struct ListingReader {
    /// The longest file that is read, in bytes.
    static let largestByteCount = 512 << 20

    private let bytes: [UInt8]
    /// The folder of the store, for ``InstalledBundle/store``.
    private let store: String
    private var position = 0
    /// Names and tags by the index of their text: many bundles have the same.
    private var names: [BundleName?] = []
    private var tags: [BundleTag?] = []

    init(_ bytes: [UInt8], store: String) {
        self.bytes = bytes
        self.store = store
    }

    mutating func listing() throws -> Listing {
        guard bytes.starts(with: ListingWriter.magic) else { throw Self.malformed }
        position = ListingWriter.magic.count
        let checksum: UInt32 = try next()
        guard Self.checksum(bytes, from: position) == checksum else { throw Self.malformed }
        let counts = try (0..<5).map { _ in try nextCount() }
        let texts = try strings(count: counts[0])
        names = Array(repeating: nil, count: texts.count)
        tags = Array(repeating: nil, count: texts.count)
        let digests = try blobs(count: counts[1])
        let references = try numbers(count: counts[2])
        guard references.allSatisfy({ $0 < digests.count }) else { throw Self.malformed }
        var listing = Listing()
        listing.blobs = digests
        listing.references = references
        listing.bundles.reserveCapacity(counts[3])
        listing.sources.reserveCapacity(counts[3])
        listing.ranges.reserveCapacity(counts[3])
        var encoders = [Digest?](repeating: nil, count: digests.count)
        var start = 0
        for _ in 0..<counts[3] {
            let identity = try identity(texts)
            listing.bundles.append(try bundle(identity, texts, digests, &encoders))
            listing.sources.append(identity)
            let end = start + (try nextCount())
            guard end <= references.count else { throw Self.malformed }
            listing.ranges.append(start..<end)
            start = end
        }
        for _ in 0..<counts[4] {
            let identity = try identity(texts)
            let message = try Self.element(texts, next())
            listing.failures.append(Listing.Failure(identity: identity, message: message))
        }
        guard position == bytes.count else { throw Self.malformed }
        return listing
    }

    private mutating func bundle(
        _ identity: Listing.Identity,
        _ texts: [String],
        _ digests: [Listing.Blob],
        _ encoders: inout [Digest?]
    ) throws -> InstalledBundle {
        let version = try Self.element(texts, next())
        let source = try Self.element(texts, next())
        let trust = try Self.element(texts, next())
        var summary = BundleSummary()
        summary.archetype = try Self.element(texts, next())
        summary.family = try Self.element(texts, next())
        summary.dataset = try Self.element(texts, next())
        summary.license = try Self.element(texts, next())
        let importedBackbone = try Self.element(texts, next())
        let manifest = try Self.element(digests, next())
        let tail: UInt32 = try next()
        if tail != ListingWriter.none {
            summary.upstreamTail = Digest(bytes: try Self.element(digests, tail).digest.bytes)
        }
        let encoder: UInt32 = try next()
        if encoder != ListingWriter.none {
            let digest = try Self.element(digests, encoder).digest
            // Many bundles have one encoder: its digest is made once.
            let index = Int(encoder)
            if encoders[index] == nil { encoders[index] = Digest(bytes: digest.bytes) }
            summary.encoder = encoders[index]
        }
        let flags: UInt32 = try next()
        let time: Int64 = try next()
        let byteCount: Int64 = try next()
        let ownByteCount: Int64 = try next()
        let top1 = Double(bitPattern: try next())
        let wireBytes = Double(bitPattern: try next())
        summary.top1 = top1.isNaN ? nil : top1
        summary.wireBytes = wireBytes.isNaN ? nil : wireBytes
        guard let digest = Digest(bytes: manifest.digest.bytes) else { throw Self.malformed }
        return InstalledBundle(
            name: identity.name,
            tag: identity.tag,
            version: version == identity.tag.text ? identity.tag : try BundleTag(version),
            manifest: digest,
            manifestSize: manifest.byteCount,
            source: source,
            time: Int(time),
            trust: trust,
            isPinned: flags & 1 == 1,
            importedBackbone: importedBackbone.isEmpty ? nil : importedBackbone,
            summary: summary,
            byteCount: Int(byteCount),
            ownByteCount: Int(ownByteCount),
            store: store
        )
    }

    private mutating func identity(_ texts: [String]) throws -> Listing.Identity {
        let name = try name(next(), texts)
        let tag = try tag(next(), texts)
        let inode: UInt64 = try next()
        let modified: Int64 = try next()
        let byteCount: Int64 = try next()
        return Listing.Identity(
            name: name,
            tag: tag,
            inode: inode,
            modified: modified,
            byteCount: Int(byteCount)
        )
    }

    private mutating func name(_ index: UInt32, _ texts: [String]) throws -> BundleName {
        if let known = try Self.element(names, index) { return known }
        let name = try BundleName(Self.element(texts, index))
        names[Int(index)] = name
        return name
    }

    private mutating func tag(_ index: UInt32, _ texts: [String]) throws -> BundleTag {
        if let known = try Self.element(tags, index) { return known }
        let tag = try BundleTag(Self.element(texts, index))
        tags[Int(index)] = tag
        return tag
    }

    private mutating func strings(count: Int) throws -> [String] {
        let ends = try numbers(count: count)
        let start = position
        var texts: [String] = []
        texts.reserveCapacity(count)
        for end in ends {
            let end = start + Int(end)
            guard end >= position, end <= bytes.count else { throw Self.malformed }
            texts.append(String(decoding: bytes[position..<end], as: UTF8.self))
            position = end
        }
        return texts
    }

    private mutating func blobs(count: Int) throws -> [Listing.Blob] {
        guard count <= (bytes.count - position) / 40 else { throw Self.malformed }
        var blobs: [Listing.Blob] = []
        blobs.reserveCapacity(count)
        for _ in 0..<count {
            let words: (UInt64, UInt64, UInt64, UInt64) = try (next(), next(), next(), next())
            let digest = PackedDigest(
                (
                    words.0.byteSwapped, words.1.byteSwapped, words.2.byteSwapped,
                    words.3.byteSwapped
                )
            )
            let byteCount: Int64 = try next()
            // Every reference stays an index, and every sum has room.
            guard byteCount >= 0 else { throw Self.malformed }
            blobs.append(Listing.Blob(digest: digest, byteCount: Int(byteCount)))
        }
        return blobs
    }

    private mutating func numbers(count: Int) throws -> [UInt32] {
        guard count <= (bytes.count - position) / 4 else { throw Self.malformed }
        var numbers: [UInt32] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count { numbers.append(try next()) }
        return numbers
    }

    private mutating func nextCount() throws -> Int {
        let count: UInt32 = try next()
        return Int(count)
    }

    private mutating func next<Value: FixedWidthInteger>() throws -> Value {
        let size = Value.bitWidth / 8
        guard size <= bytes.count - position else { throw Self.malformed }
        defer { position += size }
        return unsafe bytes.withUnsafeBytes { buffer in
            unsafe Value(
                littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: Value.self)
            )
        }
    }

    private static func checksum(_ bytes: [UInt8], from start: Int) -> UInt32 {
        unsafe CRC32.checksum(bytes.span.bytes.extracting(droppingFirst: start))
    }

    private static func element<Element>(
        _ elements: [Element],
        _ index: UInt32
    ) throws -> Element {
        guard elements.indices.contains(Int(index)) else { throw malformed }
        return elements[Int(index)]
    }

    private static var malformed: StoreError {
        StoreError(.malformedReceipt, "The listing is damaged; it is made anew by the next change.")
    }
}
