extension JSONScanner {
    /// Reads a string, the cursor on its opening quote.
    mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        let plain = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let run = bytes[plain..<position]
                position += 1
                return try text(run, at: start)
            case UInt8(ascii: "\\"):
                return try escapedString(from: plain, start: start)
            case 0..<0x20:
                throw controlCharacter()
            default:
                position += 1
            }
        }
        throw unexpected("a closing quote")
    }

    /// Reads on from the first backslash of a string that began at `start`.
    private mutating func escapedString(
        from plain: Int,
        start: Int
    ) throws(JSONError) -> String {
        var decoded = Array(bytes[plain..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(decoded[...], at: start)
            case UInt8(ascii: "\\"):
                try escape(into: &decoded)
            case 0..<0x20:
                throw controlCharacter()
            default:
                decoded.append(byte)
                position += 1
            }
        }
        throw unexpected("a closing quote")
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
        let start = position
        position += 1
        guard position < bytes.count else { throw unexpected("an escape") }
        let letter = bytes[position]
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            decoded.append(contentsOf: String(try escapedScalar(from: start)).utf8)
            return
        default: throw unexpected("one of \" \\ / b f n r t u after a backslash")
        }
        position += 1
    }

    /// Reads the digits of a `\u` escape, and of the second half of a surrogate pair.
    private mutating func escapedScalar(from start: Int) throws(JSONError) -> Character {
        let first = try fourHexDigits()
        if let scalar = UnicodeScalar(first) { return Character(scalar) }
        guard first < 0xDC00, bytes[position...].starts(with: [0x5C, 0x75]) else {
            throw loneSurrogate(at: start)
        }
        position += 2
        let second = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw loneSurrogate(at: start) }
        return Character(scalar)
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw unexpected("four hexadecimal digits") }
            let byte = bytes[position]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw unexpected("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private func text(_ run: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: run, as: UTF8.self) else {
            throw JSONError(.invalidUTF8, "The string is not valid UTF-8.", offset: start)
        }
        return text
    }

    private func controlCharacter() -> JSONError {
        JSONError(
            .controlCharacter,
            "A control character (byte \(bytes[position])) must be escaped in a string.",
            offset: position
        )
    }

    private func loneSurrogate(at start: Int) -> JSONError {
        JSONError(
            .loneSurrogate,
            "The escape is half of a surrogate pair; both halves are needed.",
            offset: start
        )
    }
}
