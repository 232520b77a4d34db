internal import FrankenCodec
internal import FrankenEntropy

/// How many bytes the stream of an image may take.
///
/// A codec of several rates has levels, from the fewest bytes to the most. A budget is met without
/// running the network again: bits of a level are table look-ups.
public enum RateChoice: Sendable, Hashable {
    /// The finest level of a codec of several rates; the first quality of any other.
    case finest
    /// The quality that streams name: one of the package's.
    case level(UInt8)
    /// A share of the way through the levels, 0 for the fewest bytes and 1 for the most.
    case quality(Double)
    /// The finest level whose whole stream has at most so many bytes.
    case bytes(Int)
    /// The finest level that is there in time.
    case time(TimeBudget)
}

/// The time from a photo to its answer, and what of it sending may take.
///
/// ```
/// total = encoding + 8 bytes / bandwidth + answering
/// ```
/// Encoding is measured for each image, up to where the level is chosen; the rest is given.
///
/// - SeeAlso: Furutanpey et al., "FrankenSplit", IEEE TMC 23(12), 2024, Table VII: the same sum.
public struct TimeBudget: Sendable, Hashable {
    /// The whole time, in milliseconds.
    public var milliseconds: Double
    /// What the radio sends, in bits per second.
    public var bandwidth: Double
    /// What decoder and tail take on the server, in milliseconds.
    public var answering: Double

    /// A budget.
    ///
    /// - Parameters:
    ///   - milliseconds: From the photo to the answer.
    ///   - bandwidth: Bits per second.
    ///   - answering: What decoder and tail take on the server, in milliseconds.
    public init(milliseconds: Double, bandwidth: Double, answering: Double = 0) {
        self.milliseconds = milliseconds
        self.bandwidth = bandwidth
        self.answering = answering
    }

    /// The bytes that can be sent in what is left after encoding.
    func byteCount(afterEncoding duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        let encoding = Double(seconds) * 1000 + Double(attoseconds) * 1e-15
        let left = milliseconds - answering - encoding
        return left > 0 ? Int(min(left / 8000 * bandwidth, 0x1p40)) : 0
    }
}

/// A ``RateChoice`` made for the levels of one package.
enum RateRule: Sendable {
    /// All streams name this quality.
    case fixed(UInt8)
    /// Each image gets a level of its own.
    case budget(@Sendable (Duration) -> Int)

    init(_ choice: RateChoice, of package: EncoderPackage) throws(CodecError) {
        let qualities = package.description.qualities
        let levels = package.latents.qualities
        switch choice {
        case .finest:
            // A package has at least one quality.
            self = .fixed(levels?.last ?? qualities.first ?? 0)
        case .level(let quality):
            guard qualities.contains(quality) else {
                throw CodecError(
                    .unknownQuality,
                    "the encoder '\(package.description.name)' has the levels "
                        + "\(qualities.map { "\($0)" }.joined(separator: " ")), not \(quality). Ask "
                        + "for one of them."
                )
            }
            self = .fixed(quality)
        case .quality(let share):
            guard (0...1).contains(share) else {
                throw CodecError(
                    .unknownQuality,
                    "expected a quality from 0, the fewest bytes, to 1, the most; found \(share)."
                )
            }
            guard let levels, levels.count > 1 else {
                throw CodecError(
                    .unknownQuality,
                    "the encoder '\(package.description.name)' has one rate, so there is no quality "
                        + "to choose. Leave it out, or take an encoder of several rates."
                )
            }
            self = .fixed(levels[Int((share * Double(levels.count - 1)).rounded())])
        case .bytes(let most):
            guard most > 0 else {
                throw CodecError(.invalidBudget, "expected 1 byte or more, found \(most).")
            }
            self = .budget { _ in most }
        case .time(let budget):
            guard budget.milliseconds > 0, budget.milliseconds.isFinite, budget.bandwidth > 0,
                budget.bandwidth.isFinite, budget.answering >= 0, budget.answering.isFinite
            else {
                throw CodecError(
                    .invalidBudget,
                    "expected milliseconds and bits per second above 0, found "
                        + "\(budget.milliseconds) ms, of which \(budget.answering) ms for the "
                        + "answer, and \(budget.bandwidth) bits per second."
                )
            }
            self = .budget { budget.byteCount(afterEncoding: $0) }
        }
    }

    /// The quality that all streams name; nil when each image gets its own.
    var quality: UInt8? {
        if case .fixed(let quality) = self { quality } else { nil }
    }
}
