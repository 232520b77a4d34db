extension TensorStore {
    /// Calls `body` with a tensor's elements as bytes, little-endian, densely packed.
    ///
    /// Nothing is copied when the file has the elements in that order already.
    ///
    /// - Parameters:
    ///   - name: The tensor.
    ///   - body: Reads the bytes, which may be unaligned; the span is not valid afterwards.
    /// - Returns: What `body` returns.
    /// - Throws: ``WeightsError`` with code `.unknownTensor`, `.corruptData` when a Boolean is
    ///   neither 0 nor 1, or what `body` throws.
    public func withBytes<Result>(
        named name: String,
        _ body: (RawSpan) throws -> Result
    ) throws -> Result {
        let entry = try entry(named: name)
        return try entry.source.withBytes(in: entry.layout.byteRange(of: entry.info)) { span in
            if entry.info.scalarType == .bool { try Self.expectBooleans(span, in: entry.info) }
            guard let strides = entry.layout.strides else { return try body(span) }
            let gathered = StridedGather(
                shape: entry.info.shape,
                strides: strides,
                elementByteCount: entry.info.scalarType.byteCount
            ).gather(from: span, count: entry.info.elementCount)
            return try unsafe body(gathered.span.bytes)
        }
    }

    /// Copies a tensor's elements as bytes, little-endian, densely packed.
    ///
    /// - Throws: ``WeightsError`` as ``withBytes(named:_:)`` does.
    public func bytes(named name: String) throws(WeightsError) -> [UInt8] {
        try WeightsError.wrapping {
            try withBytes(named: name) { span in
                unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
            }
        }
    }

    /// Reads a tensor as 32-bit floats, rounding to nearest even where it must.
    ///
    /// - Returns: The elements, outermost axis first.
    /// - Throws: ``WeightsError`` with code `.unknownTensor`, `.corruptData`, or
    ///   `.unsupportedScalarType` for complex numbers.
    public func floats(named name: String) throws(WeightsError) -> [Float] {
        let info = try info(named: name)
        return try WeightsError.wrapping {
            try unsafe [Float](unsafeUninitializedCapacity: info.elementCount) { buffer, count in
                let target = unsafe UnsafeMutableBufferPointer(
                    rebasing: buffer.prefix(info.elementCount)
                )
                try unsafe copyFloats(named: name, into: target)
                count = info.elementCount
            }
        }
    }

    /// Reads a tensor as 32-bit floats into memory of the caller.
    ///
    /// - Parameters:
    ///   - name: The tensor.
    ///   - target: Room for exactly as many floats as the tensor has elements.
    /// - Throws: ``WeightsError`` as ``floats(named:)`` does, and with code `.invalidTensor`
    ///   when `target` has another size.
    @unsafe
    public func copyFloats(
        named name: String,
        into target: UnsafeMutableBufferPointer<Float>
    ) throws(WeightsError) {
        let info = try info(named: name)
        guard target.count == info.elementCount else {
            throw WeightsError(
                .invalidTensor,
                "'\(name)' has \(info.elementCount) elements, but there is room for "
                    + "\(target.count)."
            )
        }
        try WeightsError.wrapping {
            try withBytes(named: name) { span in
                guard unsafe FloatConversion.convert(span, info.scalarType, into: target) else {
                    throw WeightsError(
                        .unsupportedScalarType,
                        "'\(name)' holds \(info.scalarType.rawValue) elements, which have no "
                            + "value as one float; read its bytes instead."
                    )
                }
            }
        }
    }

    /// Gives back the memory behind a tensor that was read and is not needed soon again.
    ///
    /// - Throws: ``WeightsError`` with code `.unknownTensor`.
    public func dropPages(named name: String) throws(WeightsError) {
        let entry = try entry(named: name)
        entry.source.dropPages(in: entry.layout.byteRange(of: entry.info))
    }

    private static func expectBooleans(_ span: RawSpan, in info: TensorInfo) throws(WeightsError) {
        let areBooleans = unsafe span.withUnsafeBytes { bytes in
            unsafe bytes.allSatisfy { $0 <= 1 }
        }
        guard areBooleans else {
            throw WeightsError(
                .corruptData,
                "'\(info.name.prefix(200))' holds Booleans that are neither 0 nor 1; the file "
                    + "is damaged."
            )
        }
    }
}
