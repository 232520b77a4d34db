/// The two inner loops of a resize.
///
/// Sums are 32-bit integers that cannot overflow (see `ResampleWeights`), so wrapping operators
/// are used to keep the loops free of checks. Buffers are sized by the callers from the same weights
/// that index them.
enum ResampleKernel {
    private static let half: Int32 = 1 << (ResampleWeights.precision - 1)

    /// Filters the `rows` of an interleaved RGB image along x.
    ///
    /// `firstColumn` is the column of the whole image that a row of `source` begins with.
    ///
    /// - Returns: `rows.count` rows of one RGB pixel per output of `weights`.
    static func filterRows(
        _ source: [UInt8],
        width: Int,
        firstColumn: Int,
        rows: Range<Int>,
        weights: ResampleWeights
    ) -> [UInt8] {
        let outputs = weights.starts.count
        let rowBytes = width * 3
        // A pixel is loaded as 4 bytes, so the last row needs one more byte than the image has.
        var lastRow = [UInt8](source[(rows.upperBound - 1) * rowBytes..<rows.upperBound * rowBytes])
        lastRow.append(0)
        let size = rows.count * outputs * 3
        return unsafe [UInt8](unsafeUninitializedCapacity: size + 1) { output, initialized in
            unsafe source.withUnsafeBytes { image in
                unsafe lastRow.withUnsafeBytes { last in
                    for (index, row) in rows.enumerated() {
                        let input =
                            row == rows.upperBound - 1
                            ? unsafe UnsafeRawBufferPointer(rebasing: last[...])
                            : unsafe UnsafeRawBufferPointer(
                                rebasing: image[row * rowBytes..<(row + 1) * rowBytes + 1]
                            )
                        unsafe filterRow(
                            input,
                            firstColumn,
                            weights,
                            UnsafeMutableRawBufferPointer(output).baseAddress.map {
                                unsafe $0 + index * outputs * 3
                            }
                        )
                    }
                }
            }
            initialized = size
        }
    }

    private static func filterRow(
        _ input: UnsafeRawBufferPointer,
        _ firstColumn: Int,
        _ weights: ResampleWeights,
        _ output: UnsafeMutableRawPointer?
    ) {
        guard let base = input.baseAddress, let output = unsafe output else { return }
        let outputs = weights.starts.count
        unsafe weights.weights.withUnsafeBufferPointer { factors in
            for column in 0..<outputs {
                var pixel = unsafe base + (weights.starts[column] - firstColumn) * 3
                var factor = unsafe factors.baseAddress.unsafelyUnwrapped + column * weights.stride
                var sum = SIMD4<Int32>(repeating: half)
                for _ in 0..<weights.counts[column] {
                    let bytes = unsafe pixel.loadUnaligned(as: SIMD4<UInt8>.self)
                    unsafe sum &+= SIMD4<Int32>(truncatingIfNeeded: bytes) &* factor.pointee
                    unsafe pixel += 3
                    unsafe factor += 1
                }
                let clipped = (sum &>> ResampleWeights.precision)
                    .clamped(lowerBound: .zero, upperBound: .init(repeating: 255))
                let bytes = SIMD4<UInt8>(truncatingIfNeeded: clipped)
                // The fourth byte is overwritten by the next pixel; the buffer has one to spare.
                unsafe (output + column * 3).storeBytes(of: bytes, as: SIMD4<UInt8>.self)
            }
        }
    }

    /// Filters the `columns` of an interleaved RGB image along y.
    ///
    /// `firstRow` is the row of the whole image that `source` begins with.
    ///
    /// - Returns: one row of `columns.count` RGB pixels per output of `weights`.
    static func filterColumns(
        _ source: [UInt8],
        width: Int,
        columns: Range<Int>,
        firstRow: Int,
        weights: ResampleWeights
    ) -> [UInt8] {
        let outputs = weights.starts.count
        let rowBytes = columns.count * 3
        let stride = width * 3
        let size = outputs * rowBytes
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { output, initialized in
            unsafe source.withUnsafeBytes { image in
                for row in 0..<outputs {
                    let start =
                        (weights.starts[row] - firstRow) * stride + columns.lowerBound * 3
                    let count = weights.counts[row]
                    let length = max(count - 1, 0) * stride + rowBytes
                    unsafe filterColumn(
                        UnsafeRawBufferPointer(rebasing: image[start..<start + length]),
                        stride,
                        weights.weights[row * weights.stride..<row * weights.stride + count],
                        UnsafeMutableRawBufferPointer(
                            rebasing: UnsafeMutableRawBufferPointer(output)[
                                row * rowBytes..<(row + 1) * rowBytes
                            ]
                        )
                    )
                }
            }
            initialized = size
        }
    }

    private static func filterColumn(
        _ input: UnsafeRawBufferPointer,
        _ stride: Int,
        _ factors: ArraySlice<Int32>,
        _ output: UnsafeMutableRawBufferPointer
    ) {
        let rowBytes = output.count
        guard let base = input.baseAddress, let target = output.baseAddress else { return }
        unsafe factors.withUnsafeBufferPointer { factors in
            var column = 0
            while column + 16 <= rowBytes {
                var sum = SIMD16<Int32>(repeating: half)
                for tap in 0..<factors.count {
                    let samples = unsafe (base + tap * stride + column)
                        .loadUnaligned(as: SIMD16<UInt8>.self)
                    unsafe sum &+= SIMD16<Int32>(truncatingIfNeeded: samples) &* factors[tap]
                }
                let clipped = (sum &>> ResampleWeights.precision)
                    .clamped(lowerBound: .zero, upperBound: .init(repeating: 255))
                unsafe (target + column).storeBytes(
                    of: SIMD16<UInt8>(truncatingIfNeeded: clipped),
                    as: SIMD16<UInt8>.self
                )
                column += 16
            }
            for column in column..<rowBytes {
                var sum = half
                for tap in 0..<factors.count {
                    let sample = unsafe base.load(
                        fromByteOffset: tap * stride + column,
                        as: UInt8.self
                    )
                    unsafe sum &+= Int32(sample) &* factors[tap]
                }
                unsafe target.storeBytes(
                    of: UInt8(clamping: sum >> ResampleWeights.precision),
                    toByteOffset: column,
                    as: UInt8.self
                )
            }
        }
    }
}
