internal import FrankenBytes
public import FrankenTrust

/// The index of a zoo: which bundles there are, where they lie, and what can be made.
///
/// An index is signed like a bundle, with its name, version and digest in the signature, and is
/// valid until a time that it states itself: see ``open(_:signatures:expecting:trust:now:options:)``.
public struct Catalog: Sendable, Hashable {
    /// The schema that is read and written.
    public static let schema = "zoo.index/1"
    /// The longest index that is read, in bytes.
    public static let largestByteCount = 16 << 20
    /// The most bundles and recipes of an index.
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
    public var mirrors: [CatalogSource] = []
    /// The bundles.
    public let entries: [CatalogEntry]
    /// Relatives without a published bundle.
    public let recipes: [CatalogRecipe]

    /// An index of the given content.
    ///
    /// - Throws: ``CatalogError`` with code `.malformedIndex` when names clash, a time is before
    ///   another, or something is no name.
    public init(
        name: String,
        version: Int,
        created: Timestamp,
        expires: Timestamp,
        mirrors: [CatalogSource] = [],
        entries: [CatalogEntry],
        recipes: [CatalogRecipe] = []
    ) throws(CatalogError) {
        self.name = name
        self.version = version
        self.created = created
        self.expires = expires
        self.mirrors = mirrors
        self.entries = entries
        self.recipes = recipes
        for entry in entries { try entry.check() }
        for recipe in recipes { try recipe.check() }
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
    /// - Throws: ``CatalogError`` with code `.malformedIndex` for text that JSON cannot hold, and for
    ///   more of it than ``init(bytes:)`` reads.
    public func bytes() throws(CatalogError) -> [UInt8] {
        let bytes: [UInt8]
        do throws(JSONError) {
            bytes = try StableJSONEncoder(.pretty).encode(self)
        } catch {
            throw CatalogError(.malformedIndex, "The index: \(error)")
        }
        guard bytes.count <= Self.largestByteCount, entries.count <= Self.largestCount,
            recipes.count <= Self.largestCount
        else {
            throw CatalogError(
                .malformedIndex,
                "The index: expected at most \(Self.largestCount) bundles and "
                    + "\(Self.largestByteCount) bytes, which are read, found \(entries.count) and "
                    + "\(bytes.count). Publish it in parts."
            )
        }
        return bytes
    }

    private struct Header: Decodable {
        let schema: String

        var isSupported: Bool {
            schema == Catalog.schema || schema.utf8.starts(with: "\(Catalog.schema).".utf8)
        }
    }

    private func check() throws(CatalogError) {
        _ = try CatalogText.name(name, "An index's name")
        try CatalogText.check(version >= 0, "An index's version is 0 or more, found \(version).")
        try CatalogText.check(created < expires, "The index expires before it was made.")
        try CatalogText.check(
            entries.count <= Self.largestCount && recipes.count <= Self.largestCount,
            "An index has at most \(Self.largestCount) bundles and as many recipes."
        )
        try CatalogText.check(mirrors.count <= 16, "An index has at most 16 mirrors.")
        for mirror in mirrors {
            guard case .web = mirror else {
                throw CatalogError(.malformedIndex, "A mirror is an https address.")
            }
        }
        // Case does not tell bundles apart: folders and registries may not either.
        var versions: Set<String> = []
        var defaults: Set<String> = []
        var owners: [String: String] = [:]
        for entry in entries {
            let name = entry.name.lowercased()
            let isNew = versions.insert("\(name):\(entry.version)").inserted
            try CatalogText.check(isNew, "'\(entry.name):\(entry.version)' is listed twice.")
            let isOnlyDefault = !entry.isDefault || defaults.insert(name).inserted
            try CatalogText.check(isOnlyDefault, "'\(entry.name)' has two default versions.")
            for spelling in [entry.name] + entry.aliases {
                let owner = owners.updateValue(entry.name, forKey: spelling.lowercased())
                try CatalogText.check(
                    owner == nil || owner == entry.name,
                    "'\(spelling)' means both '\(owner ?? "")' and '\(entry.name)'."
                )
            }
        }
        for recipe in recipes {
            for spelling in [recipe.name] + recipe.aliases {
                let owner = owners.updateValue(recipe.name, forKey: spelling.lowercased())
                try CatalogText.check(owner == nil, "'\(spelling)' is listed twice.")
            }
        }
    }
}

extension Catalog: Codable {
    private enum Key: String, CodingKey {
        case schema, name, version, created, expires, mirrors, bundles, recipes
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
            mirrors: values.decodeIfPresent([CatalogSource].self, forKey: .mirrors) ?? [],
            entries: values.decode([CatalogEntry].self, forKey: .bundles),
            recipes: values.decodeIfPresent([CatalogRecipe].self, forKey: .recipes) ?? []
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
        if !recipes.isEmpty { try values.encode(recipes, forKey: .recipes) }
    }
}
