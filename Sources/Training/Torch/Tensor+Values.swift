internal import CTorch
internal import FrankenGraph

/// Numbers in and out.
extension Tensor {
    /// Copies row-major floats.
    ///
    /// - Parameters:
    ///   - values: As many as the extents say.
    ///   - shape: Extents, outermost first; empty for a scalar.
    ///   - element: The number format to keep them in.
    ///   - device: Where to.
    ///   - isTrainable: Whether gradients with respect to it can be asked for.
    /// - Returns: The tensor.
    /// - Throws: ``TorchError`` with code `.wrongShape`, `.outOfMemory` or `.refused`.
    package static func of(
        _ values: [Float],
        shape: [Int],
        as element: Element = .float32,
        on device: Device = .cpu,
        isTrainable: Bool = false
    ) throws(TorchError) -> Tensor {
        let made = try unsafe values.withUnsafeBufferPointer { buffer throws(TorchError) in
            try unsafe copying(buffer, shape: shape, on: device)
        }
        guard element != .float32 || isTrainable else { return made }
        return try made.cast(to: element).detached(isTrainable: isTrainable)
    }

    /// Copies row-major doubles, to be kept as such.
    ///
    /// - Parameters:
    ///   - values: As many as the extents say.
    ///   - shape: Extents, outermost first; empty for a scalar.
    ///   - device: Where to.
    ///   - isTrainable: Whether gradients with respect to it can be asked for.
    /// - Returns: The tensor.
    /// - Throws: ``TorchError`` with code `.wrongShape`, `.outOfMemory` or `.refused`.
    package static func of(
        _ values: [Double],
        shape: [Int],
        on device: Device = .cpu,
        isTrainable: Bool = false
    ) throws(TorchError) -> Tensor {
        try check(values.count, shape)
        let extents = shape.map { Int64($0) }
        return try unsafe values.withUnsafeBufferPointer { buffer throws(TorchError) in
            let bytes = UnsafeRawBufferPointer(buffer)
            return try unsafe create(bytes, FT_FLOAT64, extents, device, isTrainable)
        }
    }

    /// Copies row-major floats from memory of the caller.
    @unsafe
    static func copying(
        _ values: UnsafeBufferPointer<Float>,
        shape: [Int],
        on device: Device
    ) throws(TorchError) -> Tensor {
        try check(values.count, shape)
        let extents = shape.map { Int64($0) }
        return try unsafe create(
            UnsafeRawBufferPointer(values),
            FT_FLOAT32,
            extents,
            device,
            false
        )
    }

    /// All elements equal.
    static func filled(
        _ value: Double,
        shape: [Int],
        as element: Element,
        on device: Device
    ) throws(TorchError) -> Tensor {
        try check(Shape.product(shape) ?? -1, shape)
        return try unsafe TorchCall.make { result in
            unsafe ft_tensor_fill(
                value,
                element.type,
                CInt(shape.count),
                shape.map { Int64($0) },
                device.name,
                result
            )
        }
    }

    /// The elements, outermost axis first.
    ///
    /// - Returns: Floats, rounded where they were doubles.
    /// - Throws: ``TorchError`` with code `.outOfMemory` or `.engineFailed`.
    package func floats() throws(TorchError) -> [Float] {
        var values = [Float](repeating: 0, count: elementCount)
        let count = values.count
        let status = unsafe values.withUnsafeMutableBytes { bytes in
            // An empty array has no address, and nothing is written to it.
            guard let base = bytes.baseAddress else { return FT_OK }
            return unsafe ft_tensor_read(handle, FT_FLOAT32, base, count)
        }
        try TorchCall.check(status)
        return values
    }

    /// The elements, outermost axis first.
    ///
    /// - Returns: Doubles; exact.
    /// - Throws: ``TorchError`` with code `.outOfMemory` or `.engineFailed`.
    package func doubles() throws(TorchError) -> [Double] {
        var values = [Double](repeating: 0, count: elementCount)
        let count = values.count
        let status = unsafe values.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return FT_OK }
            return unsafe ft_tensor_read(handle, FT_FLOAT64, base, count)
        }
        try TorchCall.check(status)
        return values
    }

    /// The only element.
    ///
    /// - Throws: ``TorchError`` with code `.wrongShape` when there are others.
    package func scalar() throws(TorchError) -> Double {
        let values = try doubles()
        guard values.count == 1 else {
            throw TorchError(.wrongShape, "needs a single element, found the shape \(shape)")
        }
        return values[0]
    }

    /// The same values as a new start: gradients stop here.
    ///
    /// - Parameter isTrainable: Whether gradients with respect to it can be asked for.
    /// - Returns: The tensor.
    /// - Throws: ``TorchError`` with code `.engineFailed`.
    package func detached(isTrainable: Bool = false) throws(TorchError) -> Tensor {
        try unsafe TorchCall.make { unsafe ft_detach(handle, isTrainable, $0) }
    }

    /// The values in another number format; gradients pass.
    ///
    /// - Parameter element: The format.
    /// - Returns: The tensor; this one when it has the format already.
    /// - Throws: ``TorchError`` with code `.outOfMemory`.
    package func cast(to element: Element) throws(TorchError) -> Tensor {
        if element == self.element { return self }
        return try unsafe TorchCall.make { unsafe ft_cast(handle, element.type, $0) }
    }

    /// Derivatives of this scalar.
    ///
    /// - Parameter tensors: What with respect to; trainable ones.
    /// - Returns: One tensor each; `nil` where this does not depend on it.
    /// - Throws: ``TorchError`` with code `.refused` when this is no scalar or depends on nothing
    ///   trainable.
    package func gradients(of tensors: [Tensor]) throws(TorchError) -> [Tensor?] {
        var results = unsafe [OpaquePointer?](repeating: nil, count: tensors.count)
        try unsafe TorchCall.withHandles(tensors) { handles throws(TorchError) in
            try TorchCall.check(
                unsafe ft_gradients(handle, handles, CInt(tensors.count), &results)
            )
        }
        return unsafe results.map { unsafe $0.map { unsafe Tensor(owning: $0) } }
    }

    private static func check(_ count: Int, _ shape: [Int]) throws(TorchError) {
        guard shape.allSatisfy({ $0 >= 0 }), shape.count <= 16, Shape.product(shape) == count else {
            throw TorchError(.wrongShape, "the shape \(shape) does not hold \(count) elements")
        }
    }

    @unsafe
    private static func create(
        _ bytes: UnsafeRawBufferPointer,
        _ type: ft_type,
        _ extents: [Int64],
        _ device: Device,
        _ isTrainable: Bool
    ) throws(TorchError) -> Tensor {
        guard let base = bytes.baseAddress else {
            throw TorchError(.wrongShape, "a tensor has at least one element")
        }
        return try unsafe TorchCall.make { result in
            unsafe ft_tensor_create(
                base,
                type,
                CInt(extents.count),
                extents,
                device.name,
                isTrainable,
                result
            )
        }
    }
}
