/// Random numbers that depend on what they are for, and not on who drew before.
///
/// A stream is named by a seed, an epoch, a place and a purpose, so that any thread can draw the
/// numbers of any sample, and a run that was interrupted draws the same ones again. The generator
/// is SplitMix64 (Steele et al., 2014, doi:10.1145/2660193.2660195).
package struct SampleRandom: Sendable {
    private var state: UInt64

    /// The stream of the given name.
    ///
    /// - Parameters:
    ///   - seed: Chosen once for a run.
    ///   - epoch: The pass over the data.
    ///   - place: The place of the sample in the pass.
    ///   - purpose: What the numbers are for, so that purposes do not share numbers.
    package init(seed: UInt64, epoch: Int, place: Int, purpose: UInt64) {
        state = seed
        for part in [UInt64(bitPattern: Int64(epoch)), UInt64(bitPattern: Int64(place)), purpose] {
            state = next() ^ part &* 0xD6E8_FEB8_6659_FD93
        }
    }

    /// 64 random bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but without, 1.
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number from `low` up to, but without, `high`.
    package mutating func uniform(_ low: Double, _ high: Double) -> Double {
        low + (high - low) * unit()
    }

    /// An integer from 0 up to, but without, `bound`.
    ///
    /// The high half of a product (Lemire, 2019, doi:10.1145/3230636), without the rejection: for
    /// bounds below 2^32 no integer is preferred by more than 2^-32.
    ///
    /// - Precondition: `bound` is positive.
    package mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "An integer below \(bound) was asked for; there is none.")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
