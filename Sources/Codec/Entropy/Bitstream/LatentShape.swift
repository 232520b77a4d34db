/// The size of a latent: channels × height × width, with symbols in that order.
public struct LatentShape: Hashable, Sendable, CustomStringConvertible {
    /// The most rows or columns a header can say: an image of 8,192 pixels at a factor of 8.
    public static let sideLimit = 1024

    /// The number of channels, 1 to 4096.
    public let channels: Int
    /// Rows of one channel, 1 to 1024.
    public let height: Int
    /// Columns of one channel, 1 to 1024.
    public let width: Int

    /// Checks that a header can express the three numbers.
    ///
    /// - Throws: ``BitstreamError`` with code `.unsupportedShape`.
    public init(channels: Int, height: Int, width: Int) throws(BitstreamError) {
        guard (1...EntropyTables.channelLimit).contains(channels),
            (1...Self.sideLimit).contains(height), (1...Self.sideLimit).contains(width)
        else {
            throw BitstreamError(
                .unsupportedShape,
                "a latent has 1 to 4096 channels and sides of 1 to 1024, not "
                    + "\(channels)x\(height)x\(width); tile larger images"
            )
        }
        self.channels = channels
        self.height = height
        self.width = width
    }

    /// Unpacks the header's 32-bit word: 12 bits of channels, 10 of height, 10 of width, less one.
    init(packed word: UInt32) {
        channels = Int(word & 0xFFF) + 1
        height = Int(word >> 12 & 0x3FF) + 1
        width = Int(word >> 22) + 1
    }

    /// The header's 32-bit word.
    var packed: UInt32 {
        UInt32(channels - 1) | UInt32(height - 1) << 12 | UInt32(width - 1) << 22
    }

    /// Symbols per channel.
    public var planeCount: Int { height * width }
    /// Symbols in all.
    public var symbolCount: Int { channels * height * width }

    public var description: String { "\(channels)x\(height)x\(width)" }

    /// Compares with what a model and a caller bring.
    func check(channels expected: Int, symbols: Int) throws(BitstreamError) {
        guard channels == expected else {
            throw BitstreamError(
                .unsupportedShape,
                "the latent is \(self) but the tables have \(expected) channels; "
                    + "use the model that belongs to the tables"
            )
        }
        guard symbols == symbolCount else {
            throw BitstreamError(
                .symbolCountMismatch,
                "a latent of \(self) has \(symbolCount) symbols, \(symbols) were handed over"
            )
        }
    }
}
