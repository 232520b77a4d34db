internal import CFrankenEdge
internal import FrankenEdge

extension RateChoice {
    /// Takes the rate of a caller in C.
    ///
    /// - Throws: ``ArgumentError`` naming the field at fault; what the rates of a package do not
    ///   have is found by the encoder.
    init(_ options: frankenedge_options) throws(ArgumentError) {
        let value = options.rate_value
        func whole(_ range: ClosedRange<Double>) throws(ArgumentError) -> Int {
            guard range.contains(value), value == value.rounded() else {
                throw ArgumentError(
                    description: "options.rate_value must be a whole number from "
                        + "\(Int(range.lowerBound)) to \(Int(range.upperBound)), found \(value)."
                )
            }
            return Int(value)
        }
        switch options.rate {
        case 0: self = .finest
        case 1: self = .level(UInt8(try whole(0...255)))
        case 2: self = .quality(value)
        case 3: self = .bytes(try whole(1...0x1p40))
        case 4:
            self = .time(
                TimeBudget(
                    milliseconds: value,
                    bandwidth: options.bandwidth,
                    answering: options.answer_milliseconds
                )
            )
        default:
            throw ArgumentError(
                description: "options.rate must be 0 to 4, found \(options.rate)."
            )
        }
    }
}
