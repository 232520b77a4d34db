public import FrankenBundle
public import FrankenCrypto

/// A relative for which nobody published a bundle, and how a person makes one.
///
/// An index only states facts; the commands are made here, so that no index can put a command of
/// its own into somebody's shell.
public struct UnpublishedBundle: Sendable, Hashable {
    /// Weights that a person has to get from their publisher.
    public struct Weights: Sendable, Hashable, Codable {
        /// Who published them, for example `torchvision`.
        public let publisher: String
        /// Where they are, an `https` address.
        public let url: String?
        /// The SHA-256 of the file, where it is known.
        public let digest: Digest?
        /// Their licence, an SPDX expression, where it is known.
        public let spdx: String?

        /// All fields.
        public init(
            publisher: String,
            url: String? = nil,
            digest: Digest? = nil,
            spdx: String? = nil
        ) {
            self.publisher = publisher
            self.url = url
            self.digest = digest
            self.spdx = spdx
        }
    }

    /// What a bundle needs and nobody published.
    public enum Missing: String, Sendable, Hashable, Codable, CaseIterable {
        /// The backbone's own weights.
        case tail
        /// A decoder that was trained for the backbone.
        case decoder
    }

    /// The backbone's name.
    public let name: String
    /// Other names that it answers to.
    public var aliases: [String] = []
    /// A sentence for people.
    public var summary = ""
    /// The backbone's place in the taxonomy.
    public let taxonomy: BundleTaxonomy
    /// What is missing.
    public let missing: [Missing]
    /// Known weights, the best first.
    public var weights: [Weights] = []

    /// The fields that every one has; the others are variables.
    public init(name: String, taxonomy: BundleTaxonomy, missing: [Missing]) {
        self.name = name
        self.taxonomy = taxonomy
        self.missing = missing
    }

    /// The commands that make the bundle, in order.
    public var commands: [String] {
        missing.map { part in
            switch part {
            case .tail: "zoo import --backbone \(name) --weights FILE"
            case .decoder: Self.decoderCommand(for: name)
            }
        }
    }

    /// The command that trains a decoder for a backbone.
    package static func decoderCommand(for name: String) -> String {
        "zoo finetune-decoder \(name) --encoder DIR --weights FILE --data DIR -o DIR"
    }

    /// What is missing and what to do, for people.
    public var explanation: String {
        let parts = missing.map { part in
            switch part {
            case .tail: "the backbone's weights, which nobody here may pass on"
            case .decoder: "a decoder trained for it"
            }
        }
        let known = weights.first.map { weights in
            "\nWeights: \(weights.publisher)" + (weights.url.map { ", \($0)" } ?? "")
                + (weights.digest.map { "\nSHA-256: \($0.hex)" } ?? "")
        }
        return "'\(name)' is known, and a bundle of it was not published. Missing: "
            + parts.joined(separator: "; ") + "." + (known ?? "") + "\nMake it with:\n"
            + commands.map { "  \($0)" }.joined(separator: "\n")
    }

    func check() throws(CatalogError) {
        _ = try IndexText.name(name, "An unpublished bundle's name")
        for alias in aliases { _ = try IndexText.name(alias, "An alias") }
        _ = try IndexText.sentence(summary, "A summary")
        try taxonomy.check()
        try IndexText.check(
            !missing.isEmpty && Set(missing).count == missing.count,
            "An unpublished bundle says what is missing, each part once; '\(name)' does not."
        )
        try IndexText.check(
            aliases.count <= 16 && weights.count <= 16,
            "'\(name)' has more aliases or weights than an index may list."
        )
        for weights in weights {
            _ = try IndexText.sentence(weights.publisher, "A publisher")
            _ = try IndexText.sentence(weights.spdx ?? "", "A licence")
            if let url = weights.url {
                guard case .web = try IndexSource(url) else {
                    throw CatalogError(
                        .malformedIndex,
                        "Weights of '\(name)' need an https address."
                    )
                }
            }
        }
    }
}

extension UnpublishedBundle: Codable {
    private enum Key: String, CodingKey {
        case name, aliases, summary, taxonomy, missing, weights
    }

    /// Reads an element of an index.
    ///
    /// - Throws: The decoder's error or ``CatalogError``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            name: try values.decode(String.self, forKey: .name),
            taxonomy: try values.decode(BundleTaxonomy.self, forKey: .taxonomy),
            missing: try values.decode([Missing].self, forKey: .missing)
        )
        aliases = try values.decodeIfPresent([String].self, forKey: .aliases) ?? []
        summary = try values.decodeIfPresent(String.self, forKey: .summary) ?? ""
        weights = try values.decodeIfPresent([Weights].self, forKey: .weights) ?? []
        try check()
    }

    /// Writes an element of an index.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        if !aliases.isEmpty { try values.encode(aliases, forKey: .aliases) }
        if !summary.isEmpty { try values.encode(summary, forKey: .summary) }
        try values.encode(taxonomy, forKey: .taxonomy)
        try values.encode(missing, forKey: .missing)
        if !weights.isEmpty { try values.encode(weights, forKey: .weights) }
    }
}
