internal import FrankenFiles

/// Where the bytes of tensors live.
enum TensorSource: Sendable {
    case mapped(MappedFile)
    case bytes([UInt8])
    case floats([Float])

    var byteCount: Int {
        switch self {
        case .mapped(let file): file.byteCount
        case .bytes(let bytes): bytes.count
        case .floats(let floats): floats.count * MemoryLayout<Float>.stride
        }
    }

    /// Calls `body` with the bytes in `range`, without copying them.
    func withBytes<Result>(
        in range: Range<Int>,
        _ body: (RawSpan) throws -> Result
    ) throws -> Result {
        if case .mapped(let file) = self { return try file.withBytes(in: range, body) }
        guard range.lowerBound >= 0, range.upperBound <= byteCount else {
            throw WeightsError(
                .truncated,
                "Bytes \(range) were asked for, but there are \(byteCount)."
            )
        }
        switch self {
        case .mapped(let file): return try file.withBytes(in: range, body)
        case .bytes(let bytes): return try unsafe body(bytes.span.bytes.extracting(range))
        case .floats(let floats): return try unsafe body(floats.span.bytes.extracting(range))
        }
    }

    /// Copies the bytes in `range`.
    func copyBytes(in range: Range<Int>) throws(WeightsError) -> [UInt8] {
        do {
            return try withBytes(in: range) { span in
                unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
            }
        } catch {
            throw WeightsError(.truncated, "\(error)", cause: error)
        }
    }

    /// Gives back the memory behind `range` where it can be read again.
    func dropPages(in range: Range<Int>) {
        if case .mapped(let file) = self { file.dropPages(in: range) }
    }
}
