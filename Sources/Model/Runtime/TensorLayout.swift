/// How one element is stored.
enum ElementType: Sendable, Hashable {
    case float32
    case bfloat16

    var byteCount: Int {
        switch self {
        case .float32: 4
        case .bfloat16: 2
        }
    }
}

/// Extents and strides of a tensor inside a buffer, in elements.
///
/// Axes are the graph's; memory order is the strides'. Feature maps `[N, C, H, W]` are kept
/// channels-last, which is the order token maps `[N, H, W, C]` have anyway: a permutation between
/// the two is only another layout of the same bytes.
struct TensorLayout: Sendable, Hashable {
    var extents: [Int]
    var strides: [Int]
    var type: ElementType
    /// Where the first element is, in elements.
    var offset = 0
    /// Whether 16 channels lie side by side, then the columns; strides mean nothing then.
    var isBlocked = false

    /// Row-major: the last axis is contiguous.
    static func rowMajor(_ extents: [Int], _ type: ElementType) -> TensorLayout {
        TensorLayout(
            extents: extents,
            strides: strides(extents, Array(extents.indices)),
            type: type
        )
    }

    /// `[N, C, H, W]` with contiguous channels; other ranks are row-major.
    static func channelsLast(_ extents: [Int], _ type: ElementType) -> TensorLayout {
        guard extents.count == 4 else { return rowMajor(extents, type) }
        return TensorLayout(extents: extents, strides: strides(extents, [0, 2, 3, 1]), type: type)
    }

    /// The layout that Winograd kernels need, `[N, C, H, W]` in blocks of 16 channels.
    ///
    /// `C` divides by 16.
    static func blocked(_ extents: [Int], _ type: ElementType) -> TensorLayout {
        var layout = rowMajor(extents, type)
        layout.isBlocked = true
        return layout
    }

    private static func strides(_ extents: [Int], _ order: [Int]) -> [Int] {
        var strides = extents
        var stride = 1
        for axis in order.reversed() {
            strides[axis] = stride
            stride *= extents[axis]
        }
        return strides
    }

    var elementCount: Int { extents.reduce(1, *) }

    /// Bytes from the buffer's start to the end of the last element.
    var byteExtent: Int {
        let last = zip(extents, strides).reduce(offset) { $0 + ($1.0 - 1) * $1.1 }
        return (last + 1) * type.byteCount
    }

    /// Whether the elements, in row-major order, are contiguous from the offset.
    var isRowMajor: Bool { hasStrides(of: .rowMajor(extents, type)) }

    /// Whether the layouts put every element at the same place; strides of axes of extent 1 and
    /// the offset do not matter.
    func hasStrides(of other: TensorLayout) -> Bool {
        extents == other.extents && isBlocked == other.isBlocked
            && zip(extents, zip(strides, other.strides)).allSatisfy { $0 == 1 || $1.0 == $1.1 }
    }

    /// The same places with the strides an order of memory would have.
    ///
    /// Strides of axes of extent 1 are free; kernels guess the order of memory from them, and some
    /// guess wrong where a permutation or subsampling left odd ones.
    var canonical: TensorLayout {
        var result = self
        for order in [Self.channelsLast(extents, type), .rowMajor(extents, type)]
        where hasStrides(of: order) {
            result.strides = order.strides
            return result
        }
        for axis in extents.indices.reversed() where extents[axis] == 1 {
            let isLast = axis == extents.count - 1
            result.strides[axis] = isLast ? 1 : result.strides[axis + 1] * extents[axis + 1]
        }
        return result
    }

    func permuted(_ axes: [Int]) -> TensorLayout {
        var result = self
        result.extents = axes.map { extents[$0] }
        result.strides = axes.map { strides[$0] }
        return result
    }

    /// The same row-major elements under other extents.
    func reshaped(_ extents: [Int]) -> TensorLayout {
        var result = TensorLayout.rowMajor(extents, type)
        result.offset = offset
        return result
    }
}
