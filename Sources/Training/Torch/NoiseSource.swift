/// Where the chances of training come from: a seed and a count, and nothing else.
///
/// The noise of a step depends on these two numbers alone, on every device and with any number of
/// threads; writing them down is enough to go on exactly where a training stopped.
package struct NoiseSource: Sendable, Hashable, Codable {
    /// What the user chose.
    package let seed: UInt64
    /// How many keys were drawn so far.
    package private(set) var count: UInt64

    /// A source at a given place.
    package init(seed: UInt64, count: UInt64 = 0) {
        self.seed = seed
        self.count = count
    }

    /// The key of the next tensor of noise.
    package mutating func next() -> UInt64 {
        count &+= 1
        return Self.mixed(Self.mixed(seed) &+ count)
    }

    /// The key of one of several things drawn for one step.
    func key(for index: Int) -> UInt64 {
        Self.mixed(Self.mixed(Self.mixed(seed) &+ count) ^ UInt64(truncatingIfNeeded: index &+ 1))
    }

    /// SplitMix64's mixture (Steele et al., 2014, doi:10.1145/2660193.2660195).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
