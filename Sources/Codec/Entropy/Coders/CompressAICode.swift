/// The tables of coder 0, derived from ``EntropyTables``.
struct CompressAICode: Sendable {
    /// Bits of a probability; tables with fewer are scaled up, which changes no probability.
    static let precision = 16

    /// What the loops need to know about one channel.
    struct Channel: Sendable {
        let offset: Int32
        /// How many ordinary values the table has; also the index of the escape.
        let count: Int32
        let table: SlotTables.Location
    }

    private(set) var channels: [Channel] = []
    private(set) var slots = SlotTables()

    init(_ tables: EntropyTables) {
        let shift = UInt32(Self.precision - tables.precision)
        for channel in tables.channels {
            let frequencies = zip(channel.cdf.dropFirst(), channel.cdf).map { ($0 - $1) << shift }
            var symbols = (0..<channel.escapeIndex).map { channel.offset + Int32($0) }
            symbols.append(SlotEntry.escape)
            channels.append(
                Channel(
                    offset: channel.offset,
                    count: Int32(channel.escapeIndex),
                    table: slots.append(
                        frequencies: frequencies,
                        symbols: symbols,
                        precision: Self.precision
                    )
                )
            )
        }
    }
}
