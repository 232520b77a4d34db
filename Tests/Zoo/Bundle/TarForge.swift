/// Makes tars that no honest program would make.
enum TarForge {
    /// The end mark.
    static let end = [UInt8](repeating: 0, count: 1024)

    /// A header of 512 bytes.
    static func header(
        _ name: [UInt8],
        type: Character = "0",
        size: Int = 0,
        link: String = "",
        sizeField: [UInt8]? = nil
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: [UInt8], at offset: Int) {
            block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        put(Array(name.prefix(100)), at: 0)
        put(Array("0000644".utf8), at: 100)
        put(Array("0000000".utf8), at: 108)
        put(Array("0000000".utf8), at: 116)
        put(sizeField ?? octal(size, width: 11), at: 124)
        put(octal(0, width: 11), at: 136)
        put([type.asciiValue ?? 0], at: 156)
        put(Array(link.utf8.prefix(100)), at: 157)
        put(Array("ustar".utf8) + [0] + Array("00".utf8), at: 257)
        put(Array("0000001".utf8), at: 329)
        put(Array("0000003".utf8), at: 337)
        put(Array("        ".utf8), at: 148)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, width: 6) + [0], at: 148)
        return block
    }

    /// A header and its content.
    static func entry(
        _ name: String,
        type: Character = "0",
        _ content: [UInt8] = [],
        link: String = ""
    ) -> [UInt8] {
        header(Array(name.utf8), type: type, size: content.count, link: link) + padded(content)
    }

    /// A pax record for the entry that follows, or for all with the type `g`.
    static func pax(_ records: [(String, [UInt8])], type: Character = "x") -> [UInt8] {
        var content: [UInt8] = []
        for (key, value) in records {
            let rest = Array(" \(key)=".utf8) + value + [10]
            var length = rest.count + 1
            while "\(length)".utf8.count + rest.count != length { length += 1 }
            content += Array("\(length)".utf8) + rest
        }
        return header(Array("PaxHeaders/x".utf8), type: type, size: content.count)
            + padded(content)
    }

    /// GNU's long name for the entry that follows.
    static func longName(_ name: [UInt8]) -> [UInt8] {
        header(Array("././@LongLink".utf8), type: "L", size: name.count + 1) + padded(name + [0])
    }

    /// Bytes up to a whole number of blocks.
    static func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    /// The entries of an honest ustar, each with its header, and their names.
    static func split(_ tar: [UInt8]) -> [(name: String, bytes: [UInt8])] {
        var entries: [(String, [UInt8])] = []
        var offset = 0
        while offset + 512 <= tar.count, tar[offset] != 0 {
            let name = String(
                decoding: tar[offset..<offset + 100].prefix { $0 != 0 },
                as: UTF8.self
            )
            let digits = tar[offset + 124..<offset + 135].prefix { (48...55).contains($0) }
            let size = Int(String(decoding: digits, as: UTF8.self), radix: 8) ?? 0
            let next = offset + 512 + (size + 511) / 512 * 512
            entries.append((name, Array(tar[offset..<next])))
            offset = next
        }
        return entries
    }

    private static func octal(_ value: Int, width: Int) -> [UInt8] {
        let digits = Array(String(value, radix: 8).utf8)
        return [UInt8](repeating: 48, count: max(0, width - digits.count)) + digits
    }
}
