/// Brings the queries and keys of cosine attention to given lengths, in place.
///
/// A row holds `factors.count` heads of `depth` numbers, and whatever else up to `rowStride`. No
/// primitive of the engine divides by a norm of a part of an axis.
struct HeadNormalization: Sendable {
    /// Rows: tokens.
    let rowCount: Int
    /// Elements from one row to the next.
    let rowStride: Int
    /// Elements of a head.
    let depth: Int
    /// The length of each head after; those of queries are the heads' scales, those of keys 1.
    let factors: [Float]
    /// How elements are stored.
    let type: ElementType

    /// Norms below this count as this much, as in PyTorch's `normalize`.
    private static let smallestNorm: Float = 1e-12

    func run(in address: UnsafeMutableRawPointer) {
        switch type {
        case .float32:
            let first = unsafe address.assumingMemoryBound(to: Float.self)
            forEachHead { start, factor in
                let head = unsafe UnsafeMutableBufferPointer(start: first + start, count: depth)
                unsafe Self.scale(head, to: factor)
            }
        case .bfloat16:
            let first = unsafe address.assumingMemoryBound(to: UInt16.self)
            unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: depth) { head in
                forEachHead { start, factor in
                    for index in 0..<depth {
                        let bits = unsafe UInt32(first[start + index]) << 16
                        unsafe head[index] = Float(bitPattern: bits)
                    }
                    unsafe Self.scale(head, to: factor)
                    for index in 0..<depth {
                        unsafe first[start + index] = Self.rounded(head[index])
                    }
                }
            }
        }
    }

    private func forEachHead(_ body: (_ start: Int, _ factor: Float) -> Void) {
        for row in 0..<rowCount {
            for (index, factor) in factors.enumerated() {
                body(row * rowStride + index * depth, factor)
            }
        }
    }

    private static func scale(_ head: UnsafeMutableBufferPointer<Float>, to length: Float) {
        // Eight sums side by side: one alone waits for each addition.
        var sums = SIMD8<Float>.zero
        let whole = head.count / 8 * 8
        for first in stride(from: 0, to: whole, by: 8) {
            var part = SIMD8<Float>.zero
            for lane in 0..<8 { unsafe part[lane] = head[first + lane] }
            sums += part * part
        }
        var sum = sums.sum()
        for index in whole..<head.count { unsafe sum += head[index] * head[index] }
        let factor = length / max(sum.squareRoot(), smallestNorm)
        for index in head.indices { unsafe head[index] *= factor }
    }

    /// The nearest value of 16 bits, ties to even.
    private static func rounded(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
    }
}
