/// Reads that answer nil instead of trapping when the bytes are not there.
extension Span<UInt8> {
    /// Whether the bytes from `offset` on begin with `prefix`.
    func starts(with prefix: some Collection<UInt8>, at offset: Int = 0) -> Bool {
        guard offset >= 0, count >= offset, count - offset >= prefix.count else { return false }
        for (index, byte) in prefix.enumerated() where self[offset + index] != byte {
            return false
        }
        return true
    }

    /// Whether the bytes from `offset` on begin with the UTF-8 of `prefix`.
    func starts(with prefix: String, at offset: Int = 0) -> Bool {
        starts(with: Array(prefix.utf8), at: offset)
    }

    /// An unsigned integer of `size` bytes (at most 4) at `offset`.
    func integer(at offset: Int, size: Int, bigEndian: Bool) -> Int? {
        guard offset >= 0, offset <= count, count - offset >= size else { return nil }
        var value = 0
        for index in 0..<size {
            value = value << 8 | Int(self[offset + (bigEndian ? index : size - 1 - index)])
        }
        return value
    }
}
