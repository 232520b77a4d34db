internal import FrankenBundle
internal import FrankenBytes
public import FrankenTrust

/// The index of a zoo: which bundles there are, where they lie, and what can be made.
///
/// An index is signed like a bundle, with its name, version and digest in the signature, and is
/// valid until a time that it states itself: see ``open(_:signatures:expecting:trust:now:options:)``.
public struct BundleIndex: Sendable, Hashable {
    /// The schema that is read and written.
    public static let schema = "zoo.index/1"
    /// The longest index that is read, in bytes.
    public static let largestByteCount = 16 << 20
    /// The most bundles of an index, and of those that it only names.
    public static let largestCount = 20_000

    /// The index's name.
    public let name: String
    /// Counts up with every publication.
    public let version: Int
    /// When it was made.
    public let created: Timestamp
    /// Until when it may be used.
    public let expires: Timestamp
    /// Addresses under which the relative sources lie too.
    public var mirrors: [IndexSource] = []
    /// The bundles.
    public let entries: [IndexEntry]
    /// Relatives without a published bundle.
    public let unpublished: [UnpublishedBundle]

    /// An index of the given content.
    ///
    /// - Throws: ``CatalogError`` with code `.malformedIndex` when names clash, a time is before
    ///   another, or something is no name.
    public init(
        name: String,
        version: Int,
        created: Timestamp,
        expires: Timestamp,
        mirrors: [IndexSource] = [],
        entries: [IndexEntry],
        unpublished: [UnpublishedBundle] = []
    ) throws(CatalogError) {
        self.name = name
        self.version = version
        self.created = created
        self.expires = expires
        self.mirrors = mirrors
        self.entries = entries
        self.unpublished = unpublished
        for entry in entries { try entry.check() }
        for bundle in unpublished { try bundle.check() }
        try check()
    }

    /// Reads an index that nobody vouches for; fields it does not know are ignored.
    ///
    /// - Parameter bytes: The whole file.
    /// - Throws: ``CatalogError`` with code `.malformedIndex`, naming line and column, or
    ///   `.unsupportedVersion`.
    public init(bytes: [UInt8]) throws(CatalogError) {
        let limits = JSONParser.Limits(
            depth: 12,
            byteCount: Self.largestByteCount,
            valueCount: 2_000_000
        )
        var decoder = StrictJSONDecoder(limits: limits)
        decoder.unknownFields = .ignored
        let header: Header = try Self.decoded(bytes, by: decoder)
        guard header.isSupported else {
            throw CatalogError(
                .unsupportedVersion,
                "The index has the schema '\(header.schema.prefix(40))', this program reads "
                    + "'\(Self.schema)'. Update zoo."
            )
        }
        self = try Self.decoded(bytes, by: decoder)
    }

    private static func decoded<Value: Decodable>(
        _ bytes: [UInt8],
        by decoder: StrictJSONDecoder
    ) throws(CatalogError) -> Value {
        do throws(JSONError) {
            return try decoder.decode(from: bytes)
        } catch {
            throw CatalogError(.malformedIndex, "The index: \(error)")
        }
    }

    /// The bytes to sign and to publish: the same for equal indexes.
    ///
    /// - Throws: ``CatalogError`` with code `.malformedIndex` for text that JSON cannot hold.
    public func bytes() throws(CatalogError) -> [UInt8] {
        do throws(JSONError) {
            return try StableJSONEncoder(.pretty).encode(self)
        } catch {
            throw CatalogError(.malformedIndex, "The index: \(error)")
        }
    }

    private struct Header: Decodable {
        let schema: String

        var isSupported: Bool {
            schema == BundleIndex.schema || schema.utf8.starts(with: "\(BundleIndex.schema).".utf8)
        }
    }

    private func check() throws(CatalogError) {
        _ = try IndexText.name(name, "An index's name")
        try IndexText.check(version >= 0, "An index's version is 0 or more, found \(version).")
        try IndexText.check(created < expires, "The index expires before it was made.")
        try IndexText.check(
            entries.count <= Self.largestCount && unpublished.count <= Self.largestCount,
            "An index has at most \(Self.largestCount) bundles, and as many that nobody published."
        )
        try IndexText.check(mirrors.count <= 16, "An index has at most 16 mirrors.")
        for mirror in mirrors {
            guard case .web = mirror else {
                throw CatalogError(.malformedIndex, "A mirror is an https address.")
            }
        }
        // Case tells no two names apart: folders and registries may not either.
        var versions: Set<String> = []
        var defaults: Set<String> = []
        var owners: [String: String] = [:]
        for entry in entries {
            let name = entry.name.text
            let isNew = versions.insert("\(name):\(entry.version)").inserted
            try IndexText.check(isNew, "'\(entry.name):\(entry.version)' is listed twice.")
            let isOnlyDefault = !entry.isDefault || defaults.insert(name).inserted
            try IndexText.check(isOnlyDefault, "'\(entry.name)' has two default versions.")
            for spelling in [name] + entry.aliases {
                let owner = owners.updateValue(name, forKey: spelling.lowercased())
                try IndexText.check(
                    owner == nil || owner == name,
                    "'\(spelling)' means both '\(owner ?? "")' and '\(entry.name)'."
                )
            }
        }
        for bundle in unpublished {
            for spelling in [bundle.name] + bundle.aliases {
                let owner = owners.updateValue(bundle.name, forKey: spelling.lowercased())
                try IndexText.check(owner == nil, "'\(spelling)' is listed twice.")
            }
        }
    }
}

extension BundleIndex: Codable {
    private enum Key: String, CodingKey {
        case schema, name, version, created, expires, mirrors, bundles
        case unpublished = "recipes"
    }

    /// Reads the fields of an index.
    ///
    /// - Throws: The decoder's error, ``CatalogError`` or `TrustError`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        _ = try values.decode(String.self, forKey: .schema)
        try self.init(
            name: values.decode(String.self, forKey: .name),
            version: values.decode(Int.self, forKey: .version),
            created: values.decode(Timestamp.self, forKey: .created),
            expires: values.decode(Timestamp.self, forKey: .expires),
            mirrors: values.decodeIfPresent([IndexSource].self, forKey: .mirrors) ?? [],
            entries: values.decode([IndexEntry].self, forKey: .bundles),
            unpublished: values.decodeIfPresent([UnpublishedBundle].self, forKey: .unpublished)
                ?? []
        )
    }

    /// Writes the fields of an index.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(name, forKey: .name)
        try values.encode(version, forKey: .version)
        try values.encode(created, forKey: .created)
        try values.encode(expires, forKey: .expires)
        if !mirrors.isEmpty { try values.encode(mirrors, forKey: .mirrors) }
        try values.encode(entries, forKey: .bundles)
        if !unpublished.isEmpty { try values.encode(unpublished, forKey: .unpublished) }
    }
}
