/// Puts strided elements in order.
struct StridedGather {
    let shape: [Int]
    let strides: [Int]
    let elementByteCount: Int

    /// Copies `count` elements out of a span that starts at the first of them.
    ///
    /// - Parameters:
    ///   - span: From the first byte of the first element to the last byte of the last one.
    ///   - count: The product of the sizes.
    /// - Returns: The elements, outermost axis first.
    /// - Precondition: `shape` and `strides` were checked against the span, as every reader
    ///   does before it makes a strided layout.
    func gather(from span: RawSpan, count: Int) -> [UInt8] {
        guard count > 0 else { return [] }
        return unsafe [UInt8](
            unsafeUninitializedCapacity: count * elementByteCount
        ) { target, written in
            let target = UnsafeMutableRawBufferPointer(target)
            unsafe span.withUnsafeBytes { source in
                unsafe copy(source, target, count)
            }
            written = count * elementByteCount
        }
    }

    @unsafe
    private func copy(
        _ source: UnsafeRawBufferPointer,
        _ target: UnsafeMutableRawBufferPointer,
        _ count: Int
    ) {
        switch elementByteCount {
        case 1: unsafe copy(source, target, count, UInt8.self)
        case 2: unsafe copy(source, target, count, UInt16.self)
        case 4: unsafe copy(source, target, count, UInt32.self)
        default: unsafe copy(source, target, count, UInt64.self)
        }
    }

    @unsafe
    private func copy<Element: BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer,
        _ target: UnsafeMutableRawBufferPointer,
        _ count: Int,
        _ type: Element.Type
    ) {
        let size = MemoryLayout<Element>.size
        let innerSize = shape.last ?? 1
        let innerStride = strides.last ?? 1
        var index = [Int](repeating: 0, count: max(shape.count - 1, 0))
        var start = 0
        var written = 0
        while written < count {
            for inner in 0..<innerSize {
                let element = unsafe source.loadUnaligned(
                    fromByteOffset: (start + inner * innerStride) * size,
                    as: type
                )
                unsafe target.storeBytes(of: element, toByteOffset: written * size, as: type)
                written += 1
            }
            for axis in index.indices.reversed() {
                index[axis] += 1
                start += strides[axis]
                guard index[axis] == shape[axis] else { break }
                start -= index[axis] * strides[axis]
                index[axis] = 0
            }
        }
    }
}
