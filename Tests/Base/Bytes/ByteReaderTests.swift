import FrankenBytes
import Testing

@Suite struct ByteReaderTests {
    @Test("integers are read in both byte orders")
    func integers() throws {
        var reader = ByteReader([1, 2, 3, 4, 0xFF, 0xFE, 7])
        #expect(try reader.littleEndian(UInt32.self) == 0x0403_0201)
        #expect(try reader.bigEndian(Int16.self) == -2)
        #expect(try reader.byte() == 7)
        try reader.expectEnd()
    }

    @Test("a read past the end throws and does not move")
    func truncation() {
        var reader = ByteReader([1, 2, 3])
        #expect(throws: BytesError(.truncated, "")) { try reader.take(4) }
        #expect(throws: BytesError(.truncated, "")) { try reader.take(-1) }
        #expect(throws: BytesError(.truncated, "")) { try reader.skip(.max) }
        #expect(throws: BytesError(.truncated, "")) { try reader.littleEndian(UInt64.self) }
        #expect(reader.position == 0)
        #expect(throws: BytesError(.trailingBytes, "")) { try reader.expectEnd() }
    }

    @Test("a reader over a range does not see beyond it")
    func range() throws {
        var reader = try ByteReader([1, 2, 3, 4], in: 1..<3)
        #expect(try Array(reader.take(2)) == [2, 3])
        #expect(throws: BytesError(.truncated, "")) { try reader.byte() }
        #expect(throws: BytesError(.outOfRange, "")) { try ByteReader([1], in: 0..<2) }
    }

    @Test("a run ends at its delimiter, within the limit")
    func delimiter() throws {
        var reader = ByteReader(Array("ab\ncdef".utf8))
        #expect(try Array(reader.take(until: 10, limit: 2)) == Array("ab".utf8))
        #expect(throws: BytesError(.delimiterNotFound, "")) {
            try reader.take(until: 10, limit: 256)
        }
        var short = ByteReader(Array("abc\n".utf8))
        #expect(throws: BytesError(.delimiterNotFound, "")) { try short.take(until: 10, limit: 2) }
    }

    @Test(
        "CRC-32 matches published and independently computed values",
        arguments: [
            ("", 0), ("123456789", 0xCBF4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] as [(String, UInt32)]
    )
    func crc(text: String, expected: UInt32) {
        #expect(CRC32.checksum(Array(text.utf8).span.bytes) == expected)
        var pieces = CRC32()
        for byte in text.utf8 { pieces.update([byte].span.bytes) }
        #expect(pieces.value == expected)
    }
}
