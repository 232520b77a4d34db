public import FrankenEntropy

/// What a package says about itself: its `codec.json`.
public struct EncoderDescription: Sendable, Hashable {
    /// Whether the weights mean anything.
    public enum Training: String, Sendable, Hashable, Codable, CaseIterable {
        /// Random weights: right sizes and times, no accuracy.
        case untrained
        /// Weights that were trained for the rate-distortion objective.
        case trained
    }

    /// The first words of the file.
    static let format = "frankensplit-encoder"
    /// The version that this build writes and reads.
    static let version = 1

    /// What people call the encoder.
    public let name: String
    /// Whether the weights mean anything.
    public let training: Training
    /// The qualities a stream of this encoder may name, in rising order.
    public let qualities: [UInt8]
    /// SHA-256 of the graph's file followed by that of the weights: the identity of the network.
    public let encoderDigest: [UInt8]
    /// SHA-256 of the tables as they state it themselves: the identity of the table set.
    public let tablesDigest: [UInt8]
    /// SHA-256 of the preprocessing's file.
    public let preprocessingDigest: [UInt8]

    /// The four bytes by which streams name the encoder.
    public var encoderID: DigestPrefix { DigestPrefix(digest: encoderDigest) }
    /// The four bytes by which streams name the tables.
    public var tablesID: DigestPrefix { DigestPrefix(digest: tablesDigest) }

    init(
        name: String,
        training: Training,
        qualities: [UInt8],
        encoderDigest: [UInt8],
        tablesDigest: [UInt8],
        preprocessingDigest: [UInt8]
    ) throws(CodecError) {
        guard (1...100).contains(name.utf8.count),
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw CodecError(
                .malformedFile,
                "codec.json: expected a name of 1 to 100 printable bytes, found "
                    + "'\(name.prefix(100))'. Correct the name."
            )
        }
        guard !qualities.isEmpty, zip(qualities, qualities.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw CodecError(
                .malformedFile,
                "codec.json: expected at least one quality, in rising order, found \(qualities)."
            )
        }
        self.name = name
        self.training = training
        self.qualities = qualities
        self.encoderDigest = encoderDigest
        self.tablesDigest = tablesDigest
        self.preprocessingDigest = preprocessingDigest
    }
}

extension EncoderDescription: Codable {
    private enum Key: String, CodingKey {
        case format, version, name, training, qualities, encoder, tables, preprocessing
    }

    /// Reads what ``encode(to:)`` writes.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error, or ``CodecError`` with code `.unsupportedFormat` or
    ///   `.malformedFile`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let format = try values.decode(String.self, forKey: .format)
        let version = try values.decode(Int.self, forKey: .version)
        guard format == Self.format, version == Self.version else {
            throw CodecError(
                .unsupportedFormat,
                "expected \(Self.format) version \(Self.version), found \(format.prefix(40)) "
                    + "version \(version). Use a build of zoo that reads it."
            )
        }
        func digest(_ key: Key) throws -> [UInt8] {
            let text = try values.decode(String.self, forKey: key)
            guard let digest = HexDigest.bytes(of: text) else {
                throw CodecError(
                    .malformedFile,
                    "codec.json: expected 64 lowercase hexadecimal digits for "
                        + "'\(key.rawValue)', found '\(text.prefix(70))'."
                )
            }
            return digest
        }
        try self.init(
            name: values.decode(String.self, forKey: .name),
            training: values.decode(Training.self, forKey: .training),
            qualities: values.decode([UInt8].self, forKey: .qualities),
            encoderDigest: digest(.encoder),
            tablesDigest: digest(.tables),
            preprocessingDigest: digest(.preprocessing)
        )
    }

    /// Writes the content of `codec.json`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.format, forKey: .format)
        try values.encode(Self.version, forKey: .version)
        try values.encode(name, forKey: .name)
        try values.encode(training, forKey: .training)
        try values.encode(qualities, forKey: .qualities)
        try values.encode(HexDigest.text(of: encoderDigest), forKey: .encoder)
        try values.encode(HexDigest.text(of: tablesDigest), forKey: .tables)
        try values.encode(HexDigest.text(of: preprocessingDigest), forKey: .preprocessing)
    }
}
