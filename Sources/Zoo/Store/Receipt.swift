public import FrankenBundle
internal import FrankenBytes

/// The fact that a bundle is installed: the file whose existence is the installation.
///
/// A receipt is written when every blob of the bundle is in place, and only then.
public struct Receipt: Sendable, Hashable {
    /// The document's kind and major version.
    public static let schema = "zoo.receipt/1"
    /// The longest receipt, in bytes.
    static let largestByteCount = 64 << 10

    /// The bundle's name.
    public let name: BundleName
    /// Which of the bundles of that name; its version, unless someone said otherwise.
    public let tag: BundleTag
    /// The bundle's version.
    public let version: BundleTag
    /// The bundle itself.
    public let manifest: Descriptor
    /// Where it came from, as the user gave it.
    public var source: String
    /// When it was installed, in seconds since 1970.
    public var time: Int
    /// What was found out about its signature, in the words of whoever checked it.
    public var trust: String
    /// Whether removing and replacing it must be asked for twice.
    public var isPinned: Bool
    /// The backbone in the taxonomy that was imported from a file of the user's; `nil` for a bundle
    /// that somebody made.
    public let importedBackbone: String?
    /// What a listing shows.
    public var summary: BundleSummary

    /// All fields; the tag is the version unless given.
    public init(
        name: BundleName,
        tag: BundleTag? = nil,
        version: BundleTag,
        manifest: Descriptor,
        source: String,
        time: Int,
        trust: String = "unchecked",
        isPinned: Bool = false,
        importedBackbone: String? = nil,
        summary: BundleSummary = BundleSummary()
    ) {
        self.name = name
        self.tag = tag ?? version
        self.version = version
        self.manifest = manifest
        self.source = source
        self.time = time
        self.trust = trust
        self.isPinned = isPinned
        self.importedBackbone = importedBackbone
        self.summary = summary
    }

    /// `name:tag`.
    public var reference: String { "\(name):\(tag)" }

    /// Reads a receipt's file.
    ///
    /// - Throws: ``StoreError`` with code `.malformedReceipt`, or `.unsupportedVersion` when a
    ///   newer program wrote it.
    init(bytes: [UInt8], path: String) throws(StoreError) {
        do {
            let limits = JSONParser.Limits(
                depth: 8,
                byteCount: Self.largestByteCount,
                valueCount: 1000
            )
            var decoder = StrictJSONDecoder(limits: limits)
            decoder.unknownFields = .ignored
            let schema = try decoder.decode(Schema.self, from: bytes).schema
            guard schema == Self.schema || schema.hasPrefix("\(Self.schema).") else {
                throw StoreError(
                    .unsupportedVersion,
                    "'\(path)' was written for \(BundleText.quoted(schema)); this program "
                        + "reads '\(Self.schema)'. Use a newer zoo."
                )
            }
            self = try decoder.decode(from: bytes)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(
                .malformedReceipt,
                "'\(path)' is no receipt: \(error) Remove the file and install the bundle again."
            )
        }
    }

    /// The bytes of the receipt's file.
    func bytes() throws(StoreError) -> [UInt8] {
        do throws(JSONError) {
            let bytes = try StableJSONEncoder(.pretty).encode(self)
            guard bytes.count <= Self.largestByteCount else {
                throw JSONError(.tooLong, "the receipt has \(bytes.count) bytes")
            }
            return bytes
        } catch {
            throw StoreError(.malformedReceipt, "The receipt of \(reference): \(error)")
        }
    }

    private struct Schema: Decodable {
        let schema: String
    }
}

extension Receipt: Codable {
    private enum Key: String, CodingKey {
        case schema, name, version, tag, manifest, source, time, trust, pinned, summary
        case importedBackbone
    }

    /// Reads the fields of a receipt.
    ///
    /// - Throws: The decoder's error; ``StoreError`` for a name or tag that is none.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            name: try BundleName(values.decode(String.self, forKey: .name)),
            tag: try BundleTag(values.decode(String.self, forKey: .tag)),
            version: try BundleTag(values.decode(String.self, forKey: .version)),
            manifest: try values.decode(Descriptor.self, forKey: .manifest),
            source: try values.decode(String.self, forKey: .source),
            time: try values.decode(Int.self, forKey: .time),
            trust: try values.decode(String.self, forKey: .trust),
            isPinned: try values.decode(Bool.self, forKey: .pinned),
            importedBackbone: try values.decodeIfPresent(String.self, forKey: .importedBackbone)
                ?? values.decode(OlderNote.self, forKey: .summary).backbone,
            summary: try values.decode(BundleSummary.self, forKey: .summary)
        )
    }

    /// Writes the fields of a receipt.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(name.text, forKey: .name)
        try values.encode(version.text, forKey: .version)
        try values.encode(tag.text, forKey: .tag)
        try values.encode(manifest, forKey: .manifest)
        try values.encode(source, forKey: .source)
        try values.encode(time, forKey: .time)
        try values.encode(trust, forKey: .trust)
        try values.encode(isPinned, forKey: .pinned)
        try values.encodeIfPresent(importedBackbone, forKey: .importedBackbone)
        try values.encode(summary, forKey: .summary)
    }
}
