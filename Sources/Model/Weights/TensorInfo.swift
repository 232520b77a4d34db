/// A tensor's name, element type and shape.
public struct TensorInfo: Sendable, Equatable {
    /// The name, unique in its store as bytes; never a path.
    public let name: String
    /// The type of the elements.
    public let scalarType: ScalarType
    /// Sizes of the axes, outermost first; empty for a single value.
    public let shape: [Int]
    /// How many elements there are.
    public let elementCount: Int
    /// Bytes of all elements, densely packed.
    public let byteCount: Int

    /// Makes a description whose sizes are known to fit.
    ///
    /// - Throws: ``WeightsError`` with code `.invalidTensor` when a size is negative or the
    ///   product of the sizes overflows.
    public init(name: String, scalarType: ScalarType, shape: [Int]) throws(WeightsError) {
        guard let elementCount = Self.product(shape),
            case let bytes = elementCount.multipliedReportingOverflow(by: scalarType.byteCount),
            !bytes.overflow
        else {
            throw WeightsError(
                .invalidTensor,
                "'\(name.prefix(200))' has shape \(shape.prefix(12)), whose size is negative "
                    + "or overflows."
            )
        }
        self.init(
            name: name,
            scalarType: scalarType,
            shape: shape,
            elementCount: elementCount,
            byteCount: bytes.partialValue
        )
    }

    private init(
        name: String,
        scalarType: ScalarType,
        shape: [Int],
        elementCount: Int,
        byteCount: Int
    ) {
        self.name = name
        self.scalarType = scalarType
        self.shape = shape
        self.elementCount = elementCount
        self.byteCount = byteCount
    }

    /// The same tensor under another name.
    public func renamed(_ name: String) -> TensorInfo {
        TensorInfo(
            name: name,
            scalarType: scalarType,
            shape: shape,
            elementCount: elementCount,
            byteCount: byteCount
        )
    }

    /// The same tensor with these of its axes in this order, those left out having an extent of 1.
    func taking(_ axes: [Int]) -> TensorInfo {
        TensorInfo(
            name: name,
            scalarType: scalarType,
            shape: axes.map { shape[$0] },
            elementCount: elementCount,
            byteCount: byteCount
        )
    }

    /// The product of the sizes; nil when one is negative or any order of multiplying them
    /// overflows, even if a zero elsewhere makes the true product zero.
    static func product(_ shape: [Int]) -> Int? {
        var nonZero = 1
        for size in shape {
            guard size >= 0 else { return nil }
            let (product, overflow) = nonZero.multipliedReportingOverflow(by: max(size, 1))
            guard !overflow else { return nil }
            nonZero = product
        }
        return shape.contains(0) ? 0 : nonZero
    }
}
