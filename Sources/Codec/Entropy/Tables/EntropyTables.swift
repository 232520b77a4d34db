/// The integer tables an encoder and a decoder must share, one per latent channel.
///
/// A channel's table is a cumulative distribution over the values `offset`, `offset + 1`, … and one
/// last entry for everything else, the *escape*. Tables ship as integers and are never recomputed on
/// the other device: one count of difference in one table destroys a stream (measured: 94 % of the
/// symbols wrong, no error). A value of this type is checked, so coders need not look again.
///
/// - SeeAlso: Ballé et al., "Integer networks for data compression with latent-variable models",
///   ICLR 2019; CompressAI 1.2.2 `EntropyBottleneck.update`.
public struct EntropyTables: Equatable, Sendable {
    /// The most channels a table set may have; the header of a bitstream has twelve bits for it.
    public static let channelLimit = 4096
    /// The most entries all tables may have together, so that a blob stays below 10 MB.
    public static let entryLimit = 1 << 22

    /// One channel's table.
    public struct Channel: Equatable, Sendable {
        /// The value of the first entry, in quantizer steps relative to the median.
        public let offset: Int32
        /// What the quantizer subtracts before rounding and the decoder adds again.
        public let median: Float
        /// Cumulative counts, from 0 to 2^precision; one more than there are symbols.
        public let cdf: [UInt32]

        /// Collects the three parts; ``EntropyTables/init(precision:channels:)`` checks them.
        public init(offset: Int32, median: Float, cdf: [UInt32]) {
            self.offset = offset
            self.median = median
            self.cdf = cdf
        }

        /// The index of the escape, which is also the number of ordinary values.
        public var escapeIndex: Int { cdf.count - 2 }
    }

    /// Probabilities are multiples of 2^-precision; 1 to 16.
    public let precision: Int
    /// One table per latent channel.
    public let channels: [Channel]
    /// SHA-256 of the blob up to its digest: the identity of this set.
    public let digest: [UInt8]

    /// Checks the rules and computes the identity.
    ///
    /// - Parameters:
    ///   - precision: 1 to 16; CompressAI's is 16.
    ///   - channels: 1 to ``channelLimit`` tables, each of 3 to 65,537 strictly increasing entries
    ///     from 0 to 2^precision, with an offset within ±2^15 and a finite median.
    /// - Throws: ``EntropyError`` with code `.invalidTables` that names the channel and the rule.
    public init(precision: Int, channels: [Channel]) throws(EntropyError) {
        try Self.check(precision: precision, channels: channels)
        self.precision = precision
        self.channels = channels
        digest = SHA256.digest(of: Self.content(precision: precision, channels: channels))
    }

    /// The entries of all channels together.
    var entryCount: Int { channels.reduce(0) { $0 + $1.cdf.count } }

    /// The four bytes by which a bitstream names this set.
    public var id: DigestPrefix { DigestPrefix(digest: digest) }

    private static func check(precision: Int, channels: [Channel]) throws(EntropyError) {
        func reject(_ text: String) -> EntropyError { EntropyError(.invalidTables, text) }
        guard (1...16).contains(precision) else {
            throw reject(
                "precision \(precision) is outside 1 to 16; was the blob made by this tool?"
            )
        }
        guard (1...channelLimit).contains(channels.count) else {
            throw reject("\(channels.count) channels; expected 1 to \(channelLimit)")
        }
        var entryCount = 0
        for (index, channel) in channels.enumerated() {
            let cdf = channel.cdf
            guard (3...65_537).contains(cdf.count) else {
                throw reject("channel \(index) has \(cdf.count) entries; expected 3 to 65537")
            }
            guard cdf[0] == 0, cdf[cdf.count - 1] == 1 << UInt32(precision) else {
                throw reject(
                    "channel \(index) runs from \(cdf[0]) to \(cdf[cdf.count - 1]); "
                        + "expected 0 to \(1 << precision)"
                )
            }
            guard zip(cdf, cdf.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw reject("channel \(index) is not strictly increasing; rebuild the tables")
            }
            guard (-(1 << 15)...1 << 15).contains(channel.offset) else {
                throw reject("channel \(index) has offset \(channel.offset), beyond ±32768")
            }
            guard channel.median.isFinite else {
                throw reject(
                    "channel \(index) has median \(channel.median); expected a finite value"
                )
            }
            entryCount += cdf.count
        }
        guard entryCount <= entryLimit else {
            throw reject("\(entryCount) entries in all tables; at most \(entryLimit) are allowed")
        }
    }
}
