/// The words of a coder 1 payload while they are written, last word first.
///
/// Why the pointer is safe: ``LaneEncoder`` makes room for the most words a channel can need before
/// it codes one.
@safe
struct LaneWriter {
    private(set) var next: UnsafeMutablePointer<UInt16>

    /// Starts behind the last free word.
    @unsafe
    init(before end: UnsafeMutablePointer<UInt16>) {
        unsafe next = end
    }

    /// Puts one interval into `state`.
    @inline(__always)
    mutating func put(_ state: inout UInt64, _ step: LaneStep, precision: UInt64) {
        let frequency = UInt64(step.frequency)
        spill(&state, limit: frequency &<< (32 &- precision))
        let quotient = state.multipliedFullWidth(by: step.reciprocal).high
        state = state &+ UInt64(step.bias) &+ quotient &* (1 &<< precision &- frequency)
    }

    /// Puts an escape's number: how many bits it has in five, then those below its leading one.
    mutating func putEscaped(_ state: inout UInt64, number: UInt32) {
        let bitCount = UInt64(32 &- number.leadingZeroBitCount)
        if bitCount > 1 {
            let rest = UInt64(number) & (1 &<< (bitCount &- 1) &- 1)
            putBits(&state, rest, count: bitCount &- 1)
        }
        putBits(&state, bitCount, count: 5)
    }

    private mutating func putBits(_ state: inout UInt64, _ bits: UInt64, count: UInt64) {
        spill(&state, limit: 1 &<< (32 &- count))
        state = state &<< count | bits
    }

    /// Moves the low word out when the state would grow past 32 bits.
    ///
    /// Without a branch: whether it does depends on the data. The word is always written, into
    /// room that is there, and kept only if it belongs.
    @inline(__always)
    private mutating func spill(_ state: inout UInt64, limit: UInt64) {
        let isFull = state >= limit
        unsafe (next - 1).pointee = UInt16(truncatingIfNeeded: state).littleEndian
        unsafe next -= isFull ? 1 : 0
        state = isFull ? state &>> 16 : state
    }
}
