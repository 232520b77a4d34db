/// How a tensor's elements lie in their source.
struct SourceLayout: Sendable, Equatable {
    /// Offset in bytes of the first element.
    let byteOffset: Int
    /// Distance in elements between neighbors along each axis; nil when the elements are
    /// densely packed in order.
    let strides: [Int]?

    init(byteOffset: Int, strides: [Int]? = nil) {
        self.byteOffset = byteOffset
        self.strides = strides
    }

    /// A layout whose strides are dropped when they say no more than "densely packed".
    init(byteOffset: Int, shape: [Int], strides: [Int]) {
        var expected = 1
        var isDense = true
        for (size, stride) in zip(shape, strides).reversed() where size != 1 {
            isDense = isDense && stride == expected
            expected = expected.multipliedReportingOverflow(by: size).partialValue
        }
        self.init(
            byteOffset: byteOffset,
            strides: isDense || shape.contains(0) ? nil : strides
        )
    }

    /// The layout of a tensor with these of its axes in this order, those left out having an
    /// extent of 1.
    func taking(_ axes: [Int], of info: TensorInfo) -> SourceLayout {
        if strides == nil, axes.elementsEqual(0..<axes.count) { return self }
        var strides = strides ?? []
        if strides.isEmpty {
            // Without elements no product matters, and one of the others might overflow.
            var stride = 1
            for size in info.shape.reversed() {
                strides.append(stride)
                stride = stride.multipliedReportingOverflow(by: size).partialValue
            }
            strides.reverse()
        }
        return SourceLayout(
            byteOffset: byteOffset,
            shape: axes.map { info.shape[$0] },
            strides: axes.map { strides[$0] }
        )
    }

    /// The bytes of the source that hold elements of a tensor.
    func byteRange(of info: TensorInfo) -> Range<Int> {
        guard let strides, info.elementCount > 0 else {
            return byteOffset..<byteOffset + info.byteCount
        }
        let last = zip(info.shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
        return byteOffset..<byteOffset + (last + 1) * info.scalarType.byteCount
    }
}
