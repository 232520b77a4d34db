/// Reads little-endian fields one after the other and never past the end.
struct ByteCursor {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// How many bytes are left.
    var remaining: Int { bytes.count }

    /// Takes the next `count` bytes.
    mutating func take(_ count: Int) throws(EntropyError) -> ArraySlice<UInt8> {
        guard count <= bytes.count else {
            throw EntropyError(
                .malformedBlob,
                "\(count) more bytes are needed and \(bytes.count) are left; the blob is cut"
            )
        }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    mutating func takeUInt8() throws(EntropyError) -> UInt8 {
        UInt8(truncatingIfNeeded: try takeLittleEndian(1))
    }

    mutating func takeUInt16() throws(EntropyError) -> UInt16 {
        UInt16(truncatingIfNeeded: try takeLittleEndian(2))
    }

    mutating func takeUInt32() throws(EntropyError) -> UInt32 {
        UInt32(truncatingIfNeeded: try takeLittleEndian(4))
    }

    private mutating func takeLittleEndian(_ count: Int) throws(EntropyError) -> UInt64 {
        try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
