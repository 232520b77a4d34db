/// A tensor in memory, to be put into a ``TensorStore``.
public struct MemoryTensor: Sendable {
    /// Name, element type and shape.
    public let info: TensorInfo
    let source: TensorSource

    /// A tensor of 32-bit floats.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - shape: Sizes of the axes, outermost first.
    ///   - floats: The elements, as many as `shape` says; they are not copied.
    /// - Throws: ``WeightsError`` with code `.invalidTensor` when the counts differ.
    public init(name: String, shape: [Int], floats: [Float]) throws(WeightsError) {
        info = try TensorInfo(name: name, scalarType: .float32, shape: shape)
        guard floats.count == info.elementCount else {
            throw WeightsError(
                .invalidTensor,
                "'\(name)' of shape \(shape) needs \(info.elementCount) elements; "
                    + "\(floats.count) were given."
            )
        }
        // The stored form is little-endian whatever the machine is.
        source =
            1.littleEndian == 1
            ? .floats(floats)
            : .bytes(
                floats.flatMap { value in
                    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
                }
            )
    }

    /// A tensor of any element type.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - scalarType: The type of the elements.
    ///   - shape: Sizes of the axes, outermost first.
    ///   - bytes: The elements, little-endian, densely packed.
    /// - Throws: ``WeightsError`` with code `.invalidTensor` when the counts differ.
    public init(
        name: String,
        scalarType: ScalarType,
        shape: [Int],
        bytes: [UInt8]
    ) throws(WeightsError) {
        info = try TensorInfo(name: name, scalarType: scalarType, shape: shape)
        guard bytes.count == info.byteCount else {
            throw WeightsError(
                .invalidTensor,
                "'\(name)' of shape \(shape) needs \(info.byteCount) bytes; \(bytes.count) "
                    + "were given."
            )
        }
        source = .bytes(bytes)
    }
}
