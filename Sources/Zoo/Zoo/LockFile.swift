internal import FrankenBytes
public import FrankenCrypto
public import FrankenFiles

/// Which bundles a machine has, or shall have, byte for byte: `zoo.lock`.
///
/// ```json
/// {"schema": "zoo.lock/1", "bundles": [{"name": "swin-b", "version": "1.2.0",
///  "manifest": "sha256:…", "encoder": "sha256:…", "source": "oci://registry.example.org/zoo/swin-b"}],
///  "encoders": [{"digest": "sha256:…", "name": "fs-48", "size": 567172}]}
/// ```
/// The digest of a manifest fixes every blob of the bundle; the encoders are named besides, because
/// a device that only encodes needs nothing else.
public struct LockFile: Sendable, Hashable {
    /// The schema that is read and written.
    public static let schema = "zoo.lock/1"
    /// The longest file that is read, in bytes.
    public static let largestByteCount = 4 << 20

    /// A bundle.
    public struct Bundle: Sendable, Hashable, Codable {
        /// The bundle's name.
        public let name: String
        /// The bundle's version.
        public let version: String
        /// The digest of its manifest.
        public let manifest: Digest
        /// The digest of its encoder's weights.
        public let encoder: Digest
        /// Where it was installed from, as `zoo install` takes it.
        public let source: String

        /// All fields.
        public init(
            name: String,
            version: String,
            manifest: Digest,
            encoder: Digest,
            source: String
        ) {
            self.name = name
            self.version = version
            self.manifest = manifest
            self.encoder = encoder
            self.source = source
        }

        /// `name:version`.
        public var reference: String { "\(name):\(version)" }
    }

    /// An encoder that some of the bundles share.
    public struct Encoder: Sendable, Hashable, Codable {
        /// The digest of its weights.
        public let digest: Digest
        /// What it is called.
        public let name: String
        /// Bytes of its weights.
        public let size: Int

        /// All fields.
        public init(digest: Digest, name: String, size: Int) {
            self.digest = digest
            self.name = name
            self.size = size
        }
    }

    /// The bundles, by name and version.
    public let bundles: [Bundle]
    /// The encoders that they need, by digest.
    public let encoders: [Encoder]

    /// A lock file with its content in order.
    ///
    /// - Throws: ``ZooError`` with code `.malformedLock` for a bundle that is there twice, or one
    ///   whose encoder is not there.
    public init(bundles: [Bundle], encoders: [Encoder]) throws(ZooError) {
        self.bundles = bundles.sorted { ($0.name, $0.version) < ($1.name, $1.version) }
        self.encoders = encoders.sorted { $0.digest.hex < $1.digest.hex }
        guard Set(bundles.map(\.reference)).count == bundles.count else {
            throw ZooError(.malformedLock, "A lock file names each bundle once, found one twice.")
        }
        let known = Set(encoders.map(\.digest))
        for bundle in bundles where !known.contains(bundle.encoder) {
            throw ZooError(
                .malformedLock,
                "The encoder of \(bundle.reference), \(bundle.encoder), is not among the "
                    + "'encoders'. Write the file anew with 'zoo lock'."
            )
        }
    }

    /// Reads a lock file, which may be hostile.
    ///
    /// - Parameter bytes: The whole file.
    /// - Throws: ``ZooError`` with code `.malformedLock`, with line and column.
    public init(bytes: [UInt8]) throws(ZooError) {
        let limits = JSONParser.Limits(
            depth: 8,
            byteCount: Self.largestByteCount,
            valueCount: 200_000
        )
        var decoder = StrictJSONDecoder(limits: limits)
        decoder.unknownFields = .ignored
        do {
            let schema = try decoder.decode(Header.self, from: bytes).schema
            guard schema == Self.schema || schema.hasPrefix("\(Self.schema).") else {
                throw ZooError(
                    .malformedLock,
                    "expected the schema '\(Self.schema)', found '\(schema.prefix(40))'."
                )
            }
            self = try decoder.decode(from: bytes)
        } catch {
            throw ZooError(.malformedLock, "The lock file: \(error)")
        }
    }

    /// Reads a lock file.
    ///
    /// - Throws: ``ZooError``, or `FilesError` with code `.notFound`.
    public static func load(_ path: String) throws -> LockFile {
        try LockFile(bytes: OpenFile.bytes(of: path, limit: largestByteCount))
    }

    /// The bytes of the file: the same for equal locks.
    ///
    /// - Throws: ``ZooError`` with code `.malformedLock` for text that JSON cannot hold, and for more
    ///   of it than ``load(_:)`` reads.
    public func bytes() throws(ZooError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try StableJSONEncoder(.pretty).encode(self)
        } catch {
            throw ZooError(.malformedLock, "The lock file: \(error)")
        }
        guard bytes.count <= Self.largestByteCount else {
            throw ZooError(
                .malformedLock,
                "The lock file: expected at most \(Self.largestByteCount) bytes, which are read, "
                    + "found \(bytes.count). Lock fewer bundles at once."
            )
        }
        return bytes
    }

    /// Writes the file, all at once.
    ///
    /// - Throws: ``ZooError`` or `FilesError`.
    public func save(to target: OutputTarget) throws {
        try target.write(bytes())
    }

    private struct Header: Decodable {
        let schema: String
    }
}

extension LockFile: Codable {
    private enum Key: String, CodingKey {
        case schema, bundles, encoders
    }

    /// Reads the fields.
    ///
    /// - Throws: The decoder's error or ``ZooError``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try self.init(
            bundles: values.decode([Bundle].self, forKey: .bundles),
            encoders: values.decode([Encoder].self, forKey: .encoders)
        )
    }

    /// Writes the fields.
    public func encode(to encoder: any Swift.Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(bundles, forKey: .bundles)
        try values.encode(encoders, forKey: .encoders)
    }
}
