/// The CRC-32 of zip, gzip and PNG (polynomial 0xEDB88320, reflected).
///
/// Eight tables take eight bytes a step. That is some forty lines and quick enough to hide
/// behind the disk; zlib would be one more system package to install, for this one function.
public struct CRC32: Sendable {
    private static let tables: [UInt32] = makeTables()

    private var state: UInt32 = ~0

    /// Starts a checksum of no bytes.
    public init() {}

    /// The checksum of all bytes given so far.
    public var value: UInt32 { ~state }

    /// Takes in more bytes.
    ///
    /// - Complexity: One step for each eight bytes.
    public mutating func update(_ bytes: RawSpan) {
        let tables = Self.tables
        var crc = state
        unsafe bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset + 8 <= buffer.count {
                let word =
                    unsafe UInt64(
                        littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    )
                    ^ UInt64(crc)
                crc = 0
                for lane in 0..<8 {
                    let byte = Int(truncatingIfNeeded: word >> (8 * UInt64(lane))) & 0xFF
                    crc ^= tables[(7 - lane) * 256 + byte]
                }
                offset += 8
            }
            while offset < buffer.count {
                crc = unsafe tables[Int(crc & 0xFF) ^ Int(buffer[offset])] ^ crc >> 8
                offset += 1
            }
        }
        state = crc
    }

    /// The checksum of `bytes`.
    public static func checksum(_ bytes: RawSpan) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes)
        return crc.value
    }

    private static func makeTables() -> [UInt32] {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            tables[byte] = (0..<8).reduce(UInt32(byte)) { crc, _ in
                crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1
            }
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = tables[Int(previous & 0xFF)] ^ previous >> 8
        }
        return tables
    }
}
