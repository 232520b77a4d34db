/// A bounds-checked cursor over bytes that came from outside.
///
/// Every read names how many bytes it needs; nothing is returned, and the cursor does not
/// move, unless all of them are there. Copying a reader copies the cursor, not the bytes.
public struct ByteReader: Sendable {
    /// The bytes being read.
    public let bytes: [UInt8]
    /// Index in `bytes` of the next byte to read.
    public private(set) var position: Int
    /// Index in `bytes` one past the last readable byte.
    public let end: Int

    /// Starts at the first of `bytes`.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.position = 0
        self.end = bytes.count
    }

    /// Starts at the lower bound of `range` and refuses to read past its upper bound.
    ///
    /// - Throws: ``BytesError`` with code `.outOfRange` when `range` leaves `bytes`.
    public init(_ bytes: [UInt8], in range: Range<Int>) throws(BytesError) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            throw BytesError(
                .outOfRange,
                "The range \(range) lies outside a buffer of \(bytes.count) bytes."
            )
        }
        self.bytes = bytes
        self.position = range.lowerBound
        self.end = range.upperBound
    }

    /// How many bytes are left.
    public var remaining: Int { end - position }

    /// Whether every byte was read.
    public var isAtEnd: Bool { position == end }

    /// The next byte, or nil at the end; the cursor stays.
    public var peek: UInt8? { position < end ? bytes[position] : nil }

    /// Takes the next `count` bytes.
    ///
    /// - Throws: ``BytesError`` with code `.truncated` when fewer are left or `count` is negative.
    public mutating func take(_ count: Int) throws(BytesError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw truncated(count) }
        let start = position
        position += count
        return bytes[start..<position]
    }

    /// Passes over the next `count` bytes.
    ///
    /// - Throws: ``BytesError`` with code `.truncated` when fewer are left or `count` is negative.
    public mutating func skip(_ count: Int) throws(BytesError) {
        guard count >= 0, count <= remaining else { throw truncated(count) }
        position += count
    }

    /// Takes one byte.
    ///
    /// - Throws: ``BytesError`` with code `.truncated` at the end.
    public mutating func byte() throws(BytesError) -> UInt8 {
        guard position < end else { throw truncated(1) }
        defer { position += 1 }
        return bytes[position]
    }

    /// Takes an integer whose first byte is the least significant one.
    ///
    /// - Throws: ``BytesError`` with code `.truncated` when too few bytes are left.
    public mutating func littleEndian<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(BytesError) -> Value {
        var value: Value = 0
        for (index, byte) in try take(Value.bitWidth / 8).enumerated() {
            value |= Value(truncatingIfNeeded: byte) << (8 * index)
        }
        return value
    }

    /// Takes an integer whose first byte is the most significant one.
    ///
    /// - Throws: ``BytesError`` with code `.truncated` when too few bytes are left.
    public mutating func bigEndian<Value: FixedWidthInteger>(
        _ type: Value.Type = Value.self
    ) throws(BytesError) -> Value {
        var value: Value = 0
        for byte in try take(Value.bitWidth / 8) {
            value = (Value.bitWidth > 8 ? value << 8 : 0) | Value(truncatingIfNeeded: byte)
        }
        return value
    }

    /// Takes the bytes before the next `delimiter`, and passes over the delimiter.
    ///
    /// - Parameters:
    ///   - delimiter: The byte that ends the run.
    ///   - limit: Most bytes to look at before the delimiter.
    /// - Returns: The bytes before the delimiter.
    /// - Throws: ``BytesError`` with code `.delimiterNotFound`.
    public mutating func take(
        until delimiter: UInt8,
        limit: Int
    ) throws(BytesError) -> ArraySlice<UInt8> {
        let window = bytes[position..<end].prefix(max(0, limit) + 1)
        guard let found = window.firstIndex(of: delimiter) else {
            throw BytesError(
                .delimiterNotFound,
                "No byte \(delimiter) within \(limit) bytes of byte \(position)."
            )
        }
        let run = bytes[position..<found]
        position = found + 1
        return run
    }

    /// Checks that every byte was read.
    ///
    /// - Throws: ``BytesError`` with code `.trailingBytes` when some are left.
    public func expectEnd() throws(BytesError) {
        guard isAtEnd else {
            throw BytesError(
                .trailingBytes,
                "\(remaining) bytes follow byte \(position), where the data ends."
            )
        }
    }

    private func truncated(_ count: Int) -> BytesError {
        BytesError(
            .truncated,
            "\(count) bytes are needed at byte \(position) but \(remaining) are left."
        )
    }
}
