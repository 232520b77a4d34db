/// The cursor behind ``JSONParser``: one pass over the bytes by recursive descent.
struct JSONScanner {
    let bytes: [UInt8]
    private let limits: JSONParser.Limits
    var position = 0
    private var valueCount = 0

    init(bytes: [UInt8], limits: JSONParser.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Reads the one value of the text and checks that nothing follows.
    mutating func document() throws(JSONError) -> JSONValue {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONError(.byteOrderMark, "The text starts with a byte order mark; remove it.")
        }
        skipBlanks()
        let value = try value(depth: 0)
        skipBlanks()
        guard position == bytes.count else {
            throw JSONError(
                .trailingBytes,
                "Nothing may follow the value, but \(found()) does.",
                offset: position
            )
        }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        valueCount += 1
        guard valueCount <= limits.valueCount else {
            throw JSONError(
                .tooManyValues,
                "The text has more than \(limits.valueCount) values.",
                offset: position
            )
        }
        let start = position
        guard start < bytes.count else { throw unexpected("a value") }
        switch bytes[start] {
        case UInt8(ascii: "{"):
            return JSONValue(.object(try object(depth: depth + 1)), offset: start)
        case UInt8(ascii: "["):
            return JSONValue(.array(try array(depth: depth + 1)), offset: start)
        case UInt8(ascii: "\""):
            return JSONValue(.string(try string()), offset: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSONValue(.number(try number()), offset: start)
        case UInt8(ascii: "t"):
            try literal("true")
            return JSONValue(.bool(true), offset: start)
        case UInt8(ascii: "f"):
            try literal("false")
            return JSONValue(.bool(false), offset: start)
        case UInt8(ascii: "n"):
            try literal("null")
            return JSONValue(.null, offset: start)
        default:
            throw unexpected("a value")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        try enter(depth)
        var object = JSONObject()
        if consume(UInt8(ascii: "}")) { return object }
        while true {
            let nameOffset = position
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw unexpected("a name in double quotes")
            }
            let name = try string()
            skipBlanks()
            guard consume(UInt8(ascii: ":")) else { throw unexpected("':'") }
            let member = JSONObject.Member(
                name: name,
                offset: nameOffset,
                value: try value(depth: depth)
            )
            guard object.append(member) else {
                throw JSONError(
                    .duplicateName,
                    "The name \"\(name)\" occurs twice in one object.",
                    offset: nameOffset
                )
            }
            skipBlanks()
            if consume(UInt8(ascii: "}")) { return object }
            guard consume(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        try enter(depth)
        var elements: [JSONValue] = []
        if consume(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth))
            skipBlanks()
            if consume(UInt8(ascii: "]")) { return elements }
            guard consume(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
        }
    }

    /// Passes over an opening bracket and the blanks behind it.
    private mutating func enter(_ depth: Int) throws(JSONError) {
        guard depth <= limits.depth else {
            throw JSONError(
                .tooDeep,
                "Values are nested deeper than \(limits.depth) levels.",
                offset: position
            )
        }
        position += 1
        skipBlanks()
    }

    /// Passes over `byte`, and over blanks behind it unless it closes a container.
    private mutating func consume(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") { skipBlanks() }
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        let text = word.description
        guard bytes[position...].starts(with: text.utf8) else {
            throw unexpected("the word '\(text)'")
        }
        position += text.utf8.count
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let integerStart = position
        try digits()
        if bytes[integerStart] == UInt8(ascii: "0"), position > integerStart + 1 {
            position = integerStart
            throw unexpected("a number without leading zeros")
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            try digits()
        }
        return JSONNumber(text: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while position < bytes.count,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
        {
            position += 1
        }
        guard position > start else { throw unexpected("a digit") }
    }

    func unexpected(_ expected: String) -> JSONError {
        JSONError(
            position < bytes.count ? .syntax : .truncated,
            "Expected \(expected), found \(found()).",
            offset: position
        )
    }

    private func found() -> String {
        guard position < bytes.count else { return "the end of the text" }
        let byte = bytes[position]
        guard (0x21...0x7E).contains(byte) else {
            return "byte 0x" + String(byte, radix: 16)
        }
        return "'\(Character(UnicodeScalar(byte)))'"
    }
}
