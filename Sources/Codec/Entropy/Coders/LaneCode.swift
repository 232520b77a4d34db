/// The tables of coder 1, derived from ``EntropyTables`` in integers only.
///
/// Each channel is coded in one of two ways, decided by its table alone:
/// - *direct*, one step per symbol, with frequencies rescaled to 15 bits;
/// - *runs*, when one value (the mode) has at least ``runShare`` of the probability: the number of
///   modes up to the next other value, then that value given that it is not the mode. This is the
///   same product of probabilities, so it costs no bits, in a fraction of the steps.
///
/// Why 14 and 15 bits and not the tables' 16: a 32-bit state with a lower bound of 2^16 loses
/// 0.13 to 0.23 % at 16 bits, and 0.00 to 0.06 % as chosen here, rescaling included.
///
/// - SeeAlso: `Zoo/formats/bitstream.md` for the normative rules; Duda, arXiv:1311.2540.
struct LaneCode: Sendable {
    /// Bits of a probability in a direct channel.
    static let directPrecision = 15
    /// Bits of a probability in a run channel.
    static let runPrecision = 14
    /// The longest run one step can say.
    static let longestRun = 255
    /// The most symbols a table may have, escape included.
    static let symbolLimit = 4096
    /// A channel is coded in runs when its mode has at least this many 16ths of the probability.
    static let runShare: UInt32 = 9

    /// What the loops need to know about one channel.
    struct Channel: Sendable {
        let isRun: Bool
        /// The value of symbol index 0.
        let offset: Int32
        /// How many ordinary values the table has; also the index of the escape.
        let count: Int32
        /// The value that runs are made of; 0 in a direct channel.
        let mode: Int32
        /// The longest run of this channel; 0 in a direct channel.
        let runLimit: Int
        /// Where the value table is.
        let values: SlotTables.Location
        /// Where the table of run lengths is.
        let runs: SlotTables.Location
        /// Where the encoder's entries for values are, by symbol index.
        let valueSteps: Int
        /// Where the encoder's entries for runs are, by length.
        let runSteps: Int
    }

    private(set) var channels: [Channel] = []
    private(set) var slots = SlotTables()
    private(set) var steps: [LaneStep] = []

    /// Derives the tables.
    ///
    /// - Throws: ``EntropyError`` with code `.unsupportedTables` for a channel with more than 4096
    ///   symbols; code those with coder 0.
    init(_ tables: EntropyTables) throws(EntropyError) {
        try Self.check(tables)
        for channel in tables.channels { append(channel, precision: tables.precision) }
    }

    /// Refuses tables that the coder cannot hold.
    static func check(_ tables: EntropyTables) throws(EntropyError) {
        for (index, channel) in tables.channels.enumerated() {
            guard channel.cdf.count - 1 <= Self.symbolLimit else {
                throw EntropyError(
                    .unsupportedTables,
                    "channel \(index) has \(channel.cdf.count - 1) symbols and coder 1 takes at "
                        + "most \(Self.symbolLimit); use coder 0 for these tables"
                )
            }
        }
    }

    private mutating func append(_ channel: EntropyTables.Channel, precision: Int) {
        var frequencies = zip(channel.cdf.dropFirst(), channel.cdf).map { $0 - $1 }
        let mode = Self.firstLargest(frequencies[..<channel.escapeIndex])
        let isRun = frequencies[mode] * 16 >= Self.runShare << UInt32(precision)
        var symbols = (0..<channel.escapeIndex).map { channel.offset + Int32($0) }
        symbols.append(SlotEntry.escape)
        let valueSteps = steps.count
        guard isRun else {
            let rescaled = Self.rescale(frequencies, precision: Self.directPrecision)
            appendSteps(rescaled, precision: Self.directPrecision)
            let values = slots.append(
                frequencies: rescaled,
                symbols: symbols,
                precision: Self.directPrecision
            )
            channels.append(
                Channel(
                    isRun: false,
                    offset: channel.offset,
                    count: Int32(channel.escapeIndex),
                    mode: 0,
                    runLimit: 0,
                    values: values,
                    runs: values,
                    valueSteps: valueSteps,
                    runSteps: valueSteps
                )
            )
            return
        }
        let runs = Self.runFrequencies(
            modeFrequency: UInt64(frequencies[mode]),
            precision: precision
        )
        frequencies.remove(at: mode)
        symbols.remove(at: mode)
        let rescaled = Self.rescale(frequencies, precision: Self.runPrecision)
        // The encoder looks entries up by symbol index, so the mode keeps a place it never uses.
        appendSteps(rescaled, precision: Self.runPrecision, unused: mode)
        let runSteps = steps.count
        appendSteps(runs, precision: Self.runPrecision)
        channels.append(
            Channel(
                isRun: true,
                offset: channel.offset,
                count: Int32(channel.escapeIndex),
                mode: channel.offset + Int32(mode),
                runLimit: runs.count - 1,
                values: slots.append(
                    frequencies: rescaled,
                    symbols: symbols,
                    precision: Self.runPrecision
                ),
                runs: slots.append(
                    frequencies: runs,
                    symbols: (0..<Int32(runs.count)).map(\.self),
                    precision: Self.runPrecision
                ),
                valueSteps: valueSteps,
                runSteps: runSteps
            )
        )
    }

    private mutating func appendSteps(
        _ frequencies: [UInt32],
        precision: Int,
        unused: Int? = nil
    ) {
        var start: UInt32 = 0
        for (index, frequency) in frequencies.enumerated() {
            if index == unused { steps.append(LaneStep(start: 0, frequency: 1, precision: 1)) }
            steps.append(LaneStep(start: start, frequency: frequency, precision: precision))
            start += frequency
        }
    }

    /// How often a run of 0, 1, … modes occurs, then how often one that reaches the limit.
    ///
    /// The powers of the mode's probability are kept in 32 bits. The limit is the first length that
    /// at most one run in 64 reaches.
    static func runFrequencies(modeFrequency: UInt64, precision: Int) -> [UInt32] {
        let total = UInt32(1) << UInt32(runPrecision)
        let drop = UInt64(32 - runPrecision)
        var frequencies: [UInt32] = []
        var reaching = UInt64(1) << 32
        var start: UInt32 = 0
        while frequencies.count < longestRun, reaching > 1 << 26 {
            let half = UInt64(1) << UInt64(precision - 1)
            reaching = (reaching * modeFrequency + half) >> UInt64(precision)
            let rounded = UInt32((reaching + 1 << (drop - 1)) >> drop)
            // One count at least, and one at least for each length that is still to come.
            let end = max(total - rounded, start + 1)
            frequencies.append(end - start)
            start = end
        }
        frequencies.append(total - start)
        return frequencies
    }

    /// Rescales counts to sum to 2^precision, none of them zero, the error on the most frequent.
    static func rescale(_ frequencies: [UInt32], precision: Int) -> [UInt32] {
        let sum = frequencies.reduce(UInt64(0)) { $0 + UInt64($1) }
        let total = UInt64(1) << UInt64(precision)
        var rescaled = frequencies.map { frequency in
            max(1, UInt32((UInt64(frequency) * total * 2 + sum) / (2 * sum)))
        }
        var excess = rescaled.reduce(0) { $0 + Int($1) } - Int(total)
        if excess < 0 { rescaled[firstLargest(rescaled[...])] += UInt32(-excess) }
        while excess > 0 {
            let largest = firstLargest(rescaled[...])
            let taken = min(UInt32(excess), max(1, (rescaled[largest] - 1) >> 3))
            rescaled[largest] -= taken
            excess -= Int(taken)
        }
        return rescaled
    }

    /// The index of the largest element, the first of several.
    private static func firstLargest(_ values: ArraySlice<UInt32>) -> Int {
        var best = values.startIndex
        for index in values.indices where values[index] > values[best] { best = index }
        return best
    }
}
