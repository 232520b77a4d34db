/// Turns probabilities into the integer cumulative distribution that coders share.
///
/// - SeeAlso: CompressAI 1.2.2's table rule, restated in the reference's section 4.2: round to
///   1/2^precision, rescale, then take from the rarest symbol that can spare a count for each
///   symbol that got none.
public enum QuantizedCDF {
    /// Quantises `probabilities` to a cumulative distribution of `probabilities.count + 1` integers.
    ///
    /// - Parameters:
    ///   - probabilities: One per symbol, not necessarily summing to one.
    ///   - precision: The last entry is 2^precision; 1 to 16.
    /// - Returns: Strictly increasing integers from 0 to 2^precision.
    /// - Throws: ``EntropyError`` with code `.invalidProbabilities` for a value that is negative or
    ///   not finite, for an empty or all-zero list, and for more symbols than there are counts.
    /// - Complexity: O(*n*), plus O(*n*) for each symbol whose probability rounds to nothing.
    public static func make(
        _ probabilities: [Float],
        precision: Int = 16
    ) throws(EntropyError) -> [UInt32] {
        guard (1...16).contains(precision) else {
            throw EntropyError(
                .invalidProbabilities,
                "precision \(precision) is outside 1 to 16; use 16"
            )
        }
        let scale = UInt64(1) << UInt64(precision)
        guard !probabilities.isEmpty, probabilities.count <= Int(scale) else {
            throw EntropyError(
                .invalidProbabilities,
                "\(probabilities.count) symbols given but precision \(precision) holds 1 to \(scale)"
            )
        }
        var counts: [UInt64] = []
        counts.reserveCapacity(probabilities.count)
        for (index, probability) in probabilities.enumerated() {
            // The bound on top keeps the sum inside 64 bits; no probability comes near it.
            guard probability >= 0, probability <= 16_777_216 else {
                throw EntropyError(
                    .invalidProbabilities,
                    "probability \(index) is \(probability); expected a finite value from 0 up"
                )
            }
            let scaled = (probability * Float(scale)).rounded(.toNearestOrAwayFromZero)
            counts.append(UInt64(scaled))
        }
        let total = counts.reduce(0, +)
        guard total > 0 else {
            throw EntropyError(
                .invalidProbabilities,
                "all \(probabilities.count) probabilities round to zero; normalise them first"
            )
        }
        var cdf: [UInt32] = [0]
        cdf.reserveCapacity(counts.count + 1)
        var sum: UInt64 = 0
        for count in counts {
            // count ≤ 2^40 and scale ≤ 2^16, so the product fits.
            sum += scale * count / total
            cdf.append(UInt32(sum))
        }
        cdf[counts.count] = UInt32(scale)
        fillGaps(&cdf)
        return cdf
    }

    /// Gives one count to every symbol that has none.
    private static func fillGaps(_ cdf: inout [UInt32]) {
        for gap in 0..<cdf.count - 1 where cdf[gap] == cdf[gap + 1] {
            var donor = -1
            var smallest = UInt32.max
            for index in 0..<cdf.count - 1 {
                let frequency = cdf[index + 1] - cdf[index]
                if frequency > 1, frequency < smallest { (donor, smallest) = (index, frequency) }
            }
            // There is always a donor: fewer symbols than counts, and this one has no count.
            if donor < gap {
                for index in donor + 1...gap { cdf[index] -= 1 }
            } else {
                for index in gap + 1...donor { cdf[index] += 1 }
            }
        }
    }
}
