import FrankenBytes

/// The hostile files that are too large to be committed; `generate.py --all` writes them too.
enum LargeCases {
    static let all: [String: @Sendable () -> [UInt8]] = [
        "safetensors/long-name": {
            let name = String(repeating: "a", count: 100_000)
            let header = #"{"\#(name)":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
            return safetensors(header, dataByteCount: 8)
        },
        "safetensors/deep1e5": {
            let open = String(repeating: "[", count: 100_000)
            let close = String(repeating: "]", count: 100_000)
            return safetensors(#"{"a":\#(open)\#(close)}"#, dataByteCount: 0)
        },
        "safetensors/many-1e5": {
            let members = (0..<100_000).map {
                #""t\#($0)":{"dtype":"U8","shape":[1],"data_offsets":[\#($0),\#($0 + 1)]}"#
            }
            return safetensors("{\(members.joined(separator: ","))}", dataByteCount: 100_000)
        },
        "pth/deep-nest-1e5": {
            let open = [UInt8](repeating: UInt8(ascii: "]"), count: 100_000)
            let close = [UInt8](repeating: UInt8(ascii: "a"), count: 99_999)
            return checkpoint([0x80, 2] + open + close + [UInt8(ascii: ".")])
        },
        "pth/deep-tuple-1e6": {
            let wraps = [UInt8](repeating: 0x85, count: 1_000_000)
            return checkpoint([0x80, 2, UInt8(ascii: "N")] + wraps + [UInt8(ascii: ".")])
        },
        // Never inflated: the method alone is the reason for refusal.
        "pth/deflate-bomb-pkl": { checkpoint([0x78, 0x9C, 1, 2, 3], method: 8) },
    ]

    static func safetensors(_ header: String, dataByteCount: Int) -> [UInt8] {
        littleEndian(UInt64(header.utf8.count)) + Array(header.utf8)
            + [UInt8](repeating: 0, count: dataByteCount)
    }

    /// A zip checkpoint around a pickle, with one storage of 16 bytes.
    static func checkpoint(
        _ pickle: [UInt8],
        storage: [UInt8] = [UInt8](repeating: 0, count: 16),
        method: UInt16 = 0
    ) -> [UInt8] {
        let records = [
            ("archive/data.pkl", pickle), ("archive/version", Array("3\n".utf8)),
            ("archive/data/0", storage),
        ]
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (name, content) in records {
            let crc = CRC32.checksum(content.span.bytes)
            var common: [UInt8] = littleEndian(UInt16(20)) + littleEndian(UInt16(0))
            common += littleEndian(method) + littleEndian(UInt32(0)) + littleEndian(crc)
            common += littleEndian(UInt32(content.count)) + littleEndian(UInt32(content.count))
            common += littleEndian(UInt16(name.utf8.count)) + littleEndian(UInt16(0))
            directory += littleEndian(UInt32(0x0201_4B50)) + littleEndian(UInt16(20)) + common
            directory += [UInt8](repeating: 0, count: 10) + littleEndian(UInt32(file.count))
            directory += Array(name.utf8)
            file += littleEndian(UInt32(0x0403_4B50)) + common + Array(name.utf8) + content
        }
        let count = UInt16(records.count)
        let end =
            littleEndian(UInt32(0x0605_4B50)) + littleEndian(UInt32(0)) + littleEndian(count)
            + littleEndian(count) + littleEndian(UInt32(directory.count))
            + littleEndian(UInt32(file.count)) + littleEndian(UInt16(0))
        return file + directory + end
    }

    private static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
