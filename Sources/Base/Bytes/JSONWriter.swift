/// Turns the tree of an encoder into bytes.
struct JSONWriter {
    private static let depthLimit = 64

    private let layout: StableJSONEncoder.Layout
    private var bytes: [UInt8] = []

    init(layout: StableJSONEncoder.Layout) {
        self.layout = layout
    }

    func finish() -> [UInt8] {
        layout == .pretty ? bytes + [0x0A] : bytes
    }

    mutating func write(_ slot: JSONSlot, depth: Int) throws(JSONError) {
        guard depth <= Self.depthLimit else {
            throw JSONError(
                .notRepresentable,
                "The value is nested deeper than \(Self.depthLimit) levels."
            )
        }
        switch slot.content {
        case .unset: bytes += Array("{}".utf8)
        case .scalar(let text): bytes += Array(text.utf8)
        case .string(let text): write(quoting: text)
        case .array(let elements): try write(elements, depth: depth)
        case .object(let members): try write(members, depth: depth)
        }
    }

    private mutating func write(_ elements: [JSONSlot], depth: Int) throws(JSONError) {
        let onOneLine = elements.allSatisfy { slot in
            switch slot.content {
            case .scalar, .string: true
            case .unset, .array, .object: false
            }
        }
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if !onOneLine {
                breakLine(depth + 1)
            } else if index > 0, layout == .pretty {
                bytes.append(0x20)
            }
            try write(element, depth: depth + 1)
        }
        if !onOneLine { breakLine(depth) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(
        _ members: [ExactString: JSONSlot],
        depth: Int
    ) throws(JSONError) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(depth + 1)
            write(quoting: member.key.text)
            bytes.append(UInt8(ascii: ":"))
            if layout == .pretty { bytes.append(0x20) }
            try write(member.value, depth: depth + 1)
        }
        if !members.isEmpty { breakLine(depth) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ depth: Int) {
        guard layout == .pretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * depth))
    }

    private mutating func write(quoting text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: bytes += Array("\\b".utf8)
            case 0x09: bytes += Array("\\t".utf8)
            case 0x0A: bytes += Array("\\n".utf8)
            case 0x0C: bytes += Array("\\f".utf8)
            case 0x0D: bytes += Array("\\r".utf8)
            case 0..<0x20:
                bytes += Array((byte < 0x10 ? "\\u000" : "\\u00").utf8)
                bytes += Array(String(byte, radix: 16).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
