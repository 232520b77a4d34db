/// One interval as the encoder wants it: division by the frequency as a multiplication.
struct LaneStep: Sendable {
    /// ⌈2^64 / frequency⌉, or 2^64 - 1 for a frequency of 1.
    let reciprocal: UInt64
    /// The interval's start; for a frequency of 1 also what the reciprocal's error takes away.
    let bias: UInt32
    /// The length of the interval.
    let frequency: UInt32

    init(start: UInt32, frequency: UInt32, precision: Int) {
        self.frequency = frequency
        if frequency == 1 {
            // x · (2^64 - 1) >> 64 is x - 1 for x ≥ 1, one quotient short.
            reciprocal = .max
            bias = start + (1 << UInt32(precision)) - 1
        } else {
            // Exact for every state below 2^32: the reciprocal's error is below the frequency,
            // 2^16, and state times error below 2^48.
            reciprocal = UInt64.max / UInt64(frequency) + 1
            bias = start
        }
    }
}
