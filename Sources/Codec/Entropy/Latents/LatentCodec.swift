/// How latents become streams and come back: quantizer, integer tables and coder behind one value.
///
/// Whoever encodes, decodes, counts or trains takes a latent here and a stream there; what kind of
/// entropy model is between them is known to this value and to the format page of its blob,
/// `Zoo/formats/tables.md`, alone.
///
/// ```
/// symbol = round(g y - m)      latent = g' (symbol + m)
/// ```
/// with the median `m` of a channel and the gains `g` and `g'` of a channel at a level. A codec of
/// one rate has one level and gains of 1; of a codec of several rates the stream names the level in
/// its quality byte, and each level has tables of its own, so that nobody computes any from floats.
///
/// - SeeAlso: Cui et al., "Asymmetric Gained Deep Image Compression with Continuous Rate
///   Adaptation", CVPR 2021.
public struct LatentCodec: Equatable, Sendable {
    /// The kinds of entropy model, by the version of their blob.
    public enum Format: UInt16, Sendable, CaseIterable {
        /// One set of tables; a stream's quality is any number.
        case fixedRate = 1
        /// Levels with gains; a stream's quality is the index of its level.
        case variableRate = 2

        /// The version that streams of this kind have in their header.
        var streamVersion: UInt8 { UInt8(truncatingIfNeeded: rawValue) }
    }

    /// One rate.
    public struct Level: Equatable, Sendable {
        /// What each channel is multiplied by before the quantizer; finite and positive.
        public let gains: [Float]
        /// What each channel is multiplied by after the quantizer; finite and positive.
        public let inverseGains: [Float]
        /// The tables of the quantized channels.
        public let tables: EntropyTables

        /// Collects the parts; ``LatentCodec/init(levels:)`` checks them.
        ///
        /// - Parameters:
        ///   - gains: One for each channel.
        ///   - inverseGains: One for each channel.
        ///   - tables: One table for each channel.
        public init(gains: [Float], inverseGains: [Float], tables: EntropyTables) {
            self.gains = gains
            self.inverseGains = inverseGains
            self.tables = tables
        }
    }

    /// The most levels: the header of a stream has a byte for them.
    public static let levelLimit = 256

    /// The kind of entropy model.
    public let format: Format
    /// The rates, from the fewest bytes to the most.
    public let levels: [Level]
    /// SHA-256 of the blob up to its digest: the identity of the whole set.
    public let digest: [UInt8]

    /// A codec of one rate.
    ///
    /// - Parameter tables: One table for each channel.
    public init(_ tables: EntropyTables) {
        let ones = [Float](repeating: 1, count: tables.channels.count)
        format = .fixedRate
        levels = [Level(gains: ones, inverseGains: ones, tables: tables)]
        digest = tables.digest
    }

    /// A codec of several rates.
    ///
    /// - Parameter levels: 1 to ``levelLimit``, from the fewest bytes to the most, all of the same
    ///   channels and precision.
    /// - Throws: ``EntropyError`` with code `.invalidTables` that names the level and the rule.
    public init(levels: [Level]) throws(EntropyError) {
        try Self.check(levels)
        format = .variableRate
        self.levels = levels
        digest = SHA256.digest(of: Self.content(of: levels))
    }

    /// The four bytes by which a bitstream names this set.
    public var id: DigestPrefix { DigestPrefix(digest: digest) }
    /// The channels of a latent.
    public var channelCount: Int { levels[0].tables.channels.count }

    /// The qualities that streams may name; nil when any number will do.
    public var qualities: [UInt8]? {
        switch format {
        case .fixedRate: nil
        case .variableRate: levels.indices.map { UInt8(truncatingIfNeeded: $0) }
        }
    }

    /// The level of a stream's quality.
    ///
    /// - Parameter quality: What the header says.
    /// - Returns: The index of a level.
    /// - Throws: ``BitstreamError`` with code `.unknownLevel`.
    public func level(ofQuality quality: UInt8) throws(BitstreamError) -> Int {
        guard format == .variableRate else { return 0 }
        guard levels.indices.contains(Int(quality)) else {
            throw BitstreamError(
                .unknownLevel,
                "expected a quality of 0 to \(levels.count - 1), which these tables have, found "
                    + "\(quality); bring both sides to the same bundle version"
            )
        }
        return Int(quality)
    }

    private static func check(_ levels: [Level]) throws(EntropyError) {
        func reject(_ text: String) -> EntropyError { EntropyError(.invalidTables, text) }
        guard (1...levelLimit).contains(levels.count) else {
            throw reject("\(levels.count) levels; expected 1 to \(levelLimit)")
        }
        let (count, precision) = (levels[0].tables.channels.count, levels[0].tables.precision)
        var entryCount = 0
        for (index, level) in levels.enumerated() {
            guard level.tables.channels.count == count, level.tables.precision == precision else {
                throw reject(
                    "level \(index) has \(level.tables.channels.count) channels of precision "
                        + "\(level.tables.precision); expected \(count) of \(precision), as level 0"
                )
            }
            for (name, gains) in [("gains", level.gains), ("inverse", level.inverseGains)] {
                guard gains.count == count, gains.allSatisfy({ $0.isFinite && $0 > 0 }) else {
                    throw reject(
                        "level \(index) has \(gains.count) \(name); expected \(count) finite "
                            + "numbers above 0"
                    )
                }
            }
            entryCount += level.tables.entryCount
        }
        guard entryCount <= EntropyTables.entryLimit else {
            throw reject(
                "\(entryCount) entries in all levels; at most \(EntropyTables.entryLimit)"
            )
        }
    }
}
