internal import FrankenCodec
internal import FrankenEntropy

extension CodecEvaluator {
    /// What came out.
    package struct Figures: Sendable, Hashable {
        /// Images that were coded and classified.
        package let count: Int
        /// Images that could not be.
        package let skippedCount: Int
        /// The share whose class came first.
        package let top1: Double
        /// The share whose class came among the first five.
        package let top5: Double
        /// Bytes of a stream, its header included, on average.
        package let meanBytes: Double
        /// Bytes of a stream without its header that the learned distribution promises, on average.
        package let estimatedBytes: Double
        /// The same shares without the codec, of the same pixels; nil when that was not measured.
        package let plain: Plain?
        /// The share whose first class is that of the same pixels without the codec; nil when that
        /// was not measured.
        package let agreement: Double?
        /// Bytes of the stream of a plain grey image.
        package let greyBytes: Int
        /// What the latent's channels carry.
        package let channels: [Channel]
        /// The figures of each level, coarsest first, of a codec of several rates; the others are
        /// those of the finest.
        package internal(set) var levels: [Figures] = []

        /// Bytes of a stream's header, which are in ``meanBytes`` alone.
        package static var headerBytes: Int { BitstreamHeader.byteCount }

        /// Kilobytes of 1,024, on average.
        package var kilobytes: Double { meanBytes / 1024 }

        /// Channels that are alive.
        package var liveChannels: [Channel] { channels.filter(\.isLive) }

        /// For a log.
        package var values: [String: Double] {
            var values = [
                "top1": top1, "top5": top5, "kilobytes": kilobytes, "images": Double(count),
                "bytes": meanBytes, "estimatedBytes": estimatedBytes,
                "headerBytes": Double(Self.headerBytes),
            ]
            if skippedCount > 0 { values["skipped"] = Double(skippedCount) }
            values["plainTop1"] = plain?.top1
            values["plainTop5"] = plain?.top5
            values["agreement"] = agreement
            values.merge(life) { own, _ in own }
            for (index, level) in levels.enumerated() {
                values["level\(index).bytes"] = level.meanBytes
                values["level\(index).estimatedBytes"] = level.estimatedBytes
                values["level\(index).top1"] = level.top1
                values["level\(index).agreement"] = level.agreement
                for (name, value) in level.life { values["level\(index).\(name)"] = value }
            }
            return values
        }

        /// What the channels carry.
        private var life: [String: Double] {
            let bits = liveChannels.map(\.bits)
            var values = [
                "channels": Double(channels.count), "liveChannels": Double(bits.count),
                "greyBytes": Double(greyBytes),
            ]
            values["weakestBits"] = bits.min()
            values["strongestBits"] = bits.max()
            return values
        }
    }

    /// How good the backbone is without the codec.
    package struct Plain: Sendable, Hashable {
        /// The share whose class came first.
        package let top1: Double
        /// The share whose class came among the first five.
        package let top5: Double
    }

    /// What a channel of the latent carries.
    package struct Channel: Sendable, Hashable {
        /// A channel with fewer positions away from its median is dead.
        package static let liveShare = 0.01

        /// The share of positions whose value is not the median.
        package let share: Double
        /// Bits of a position by the learned distribution, on average.
        package let bits: Double

        /// Whether it says anything.
        package var isLive: Bool { share > Self.liveShare }
    }
}

/// Adds up what channels carry.
struct ChannelTally {
    private var (moved, bits): ([Int], [Double])
    private var positions = 0

    init(channels: Int) {
        (moved, bits) = (.init(repeating: 0, count: channels), .init(repeating: 0, count: channels))
    }

    /// All bits so far.
    var total: Double { bits.reduce(0, +) }

    /// One image's symbols, channel by channel, and what each channel costs.
    mutating func add(_ symbols: [Int32], bits own: [Double], planeCount: Int) {
        for (index, symbol) in symbols.enumerated() where symbol != 0 {
            moved[index / planeCount] += 1
        }
        for (channel, value) in own.enumerated() { bits[channel] += value }
        positions += planeCount
    }

    var channels: [CodecEvaluator.Channel] {
        let count = Double(max(positions, 1))
        return zip(moved, bits).map { .init(share: Double($0) / count, bits: $1 / count) }
    }
}
