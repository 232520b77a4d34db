/// Along one axis: which source samples each output sample is made of, and their weights as integers
/// with 22 fractional bits.
///
/// Pillow's 8-bit resize works in these integers, so equal weights give equal pixels. A weight is at
/// most a little above 1, so 8 bits of sample, 22 of weight and the sign fit 32 bits.
struct ResampleWeights {
    /// Fractional bits of a weight: 32 less 8 for the sample, less 2 for sign and overshoot.
    static let precision: Int32 = 22

    /// First source sample of each output.
    private(set) var starts: [Int] = []
    /// Number of source samples of each output.
    private(set) var counts: [Int] = []
    /// The weights of output `i` begin at `i * stride`; those beyond its count are zero.
    private(set) var weights: [Int32] = []
    /// Weights per output.
    let stride: Int

    /// - Parameters:
    ///   - interpolation: the filter.
    ///   - inputSize: samples of the source axis.
    ///   - box: the part of the source axis that is resized.
    ///   - outputSize: samples that the box becomes.
    ///   - window: the outputs that are wanted, within `0..<outputSize`.
    init(
        _ interpolation: Interpolation,
        inputSize: Int,
        box: Range<Float>,
        outputSize: Int,
        window: Range<Int>
    ) {
        // The box length is rounded to Float before it is divided, as in the reference.
        let scale = Double(box.upperBound - box.lowerBound) / Double(outputSize)
        let filterScale = max(scale, 1)
        let support = interpolation.support * filterScale
        stride = Int(support.rounded(.up)) * 2 + 1
        weights = [Int32](repeating: 0, count: stride * window.count)
        starts.reserveCapacity(window.count)
        counts.reserveCapacity(window.count)
        var exact = [Double](repeating: 0, count: stride)
        for (row, output) in window.enumerated() {
            let center = Double(box.lowerBound) + (Double(output) + 0.5) * scale
            let start = max(Int(center - support + 0.5), 0)
            let count = max(min(Int(center + support + 0.5), inputSize) - start, 0)
            var sum = 0.0
            for index in 0..<count {
                let position = (Double(index + start) - center + 0.5) * (1 / filterScale)
                exact[index] = interpolation.weight(at: position)
                sum += exact[index]
            }
            var used = 0
            for index in 0..<count {
                let weight = Self.fixedPoint(sum == 0 ? exact[index] : exact[index] / sum)
                weights[row * stride + index] = weight
                if weight != 0 { used = index + 1 }
            }
            starts.append(start)
            counts.append(used)
        }
    }

    /// The source samples that any output needs.
    var sources: Range<Int> {
        guard let first = starts.min(), let last = zip(starts, counts).map({ $0 + $1 }).max()
        else { return 0..<0 }
        return first..<last
    }

    /// Rounds half away from zero.
    private static func fixedPoint(_ weight: Double) -> Int32 {
        let scaled = weight * Double(1 << precision)
        return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
    }
}
