/// A count written with three significant digits and a decimal prefix, for example `25.6 M`.
public struct Quantity: Sendable, Hashable, CustomStringConvertible {
    /// The exact count.
    public let count: Int

    /// A count to be written short.
    public init(_ count: Int) {
        self.count = count
    }

    /// For example `464`, `272 k`, `25.6 M`, `4.09 G`.
    public var description: String {
        let (digits, prefix) = rounded
        return prefix.isEmpty ? digits : "\(digits) \(prefix)"
    }

    /// With a unit joined to the prefix, for example `4.09 GMAC`, `464 MAC`.
    public func inUnits(of symbol: String) -> String {
        let (digits, prefix) = rounded
        return "\(digits) \(prefix)\(symbol)"
    }

    /// The digits and the prefix; half a unit in the last place rounds away from zero.
    private var rounded: (digits: String, prefix: String) {
        let magnitude = count.magnitude
        let sign = count < 0 ? "-" : ""
        guard magnitude >= 1_000 else { return ("\(count)", "") }
        let scales: [(value: UInt, prefix: String)] = [
            (1_000, "k"), (1_000_000, "M"), (1_000_000_000, "G"), (1_000_000_000_000, "T"),
        ]
        for scale in scales {
            for (decimals, parts) in [(2, 100), (1, 10), (0, 1)] as [(Int, UInt)] {
                let unit = scale.value / parts
                let value = magnitude / unit + (magnitude % unit >= unit - unit / 2 ? 1 : 0)
                // The first form of at most three digits; the largest scale takes what is left.
                guard value < 1_000 || (scale.prefix == "T" && decimals == 0) else { continue }
                guard decimals > 0 else { return ("\(sign)\(value)", scale.prefix) }
                let fraction = String(value % parts)
                let zeros = String(repeating: "0", count: decimals - fraction.count)
                return ("\(sign)\(value / parts).\(zeros)\(fraction)", scale.prefix)
            }
        }
        return ("\(count)", "")
    }
}
