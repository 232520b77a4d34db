/// How a value outside its table becomes a number of at most sixteen bits, and back.
///
/// Values below the table are odd, values above it even, as CompressAI numbers them. Sixteen bits
/// reach 2^15 beyond either end; what a flipped bit turns into a billion is refused instead.
enum Escape {
    /// The number for `value`, or nil if it is out of reach.
    ///
    /// - Parameters:
    ///   - value: Distance from the table's first value; outside 0 ..< `count`.
    ///   - count: How many ordinary values the table has.
    /// - Returns: At most sixteen bits.
    @inline(__always)
    static func number(forValue value: Int, count: Int) -> UInt32? {
        let number = value < 0 ? -2 &* value &- 1 : 2 &* (value &- count)
        return UInt32(exactly: number).flatMap { $0 <= 0xFFFF ? $0 : nil }
    }

    /// The value that `number` stands for, as a distance from the table's first value.
    @inline(__always)
    static func value(forNumber number: UInt32, count: Int32) -> Int32 {
        let half = Int32(truncatingIfNeeded: number >> 1)
        return number & 1 == 1 ? -half &- 1 : half &+ count
    }
}
