import FrankenBytes
import Testing

@Suite struct JSONParserTests {
    static let accepted: [(name: String, text: [UInt8])] = [
        ("object", Array(#"{"a":[1,-2.5e+3,true,false,null,"x"]}"#.utf8)),
        ("blanks", Array(" \t\r\n[ 1 , 2 ]\n ".utf8)),
        ("scalar", Array("3".utf8)),
        ("every escape", Array(#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00""#.utf8)),
        ("empty name", Array(#"{"":1}"#.utf8)),
        ("composed and decomposed é", Array(#"{"\#u{e9}":1,"e\#u{301}":2}"#.utf8)),
        ("escaped NUL", Array(#""\u0000""#.utf8)),
        ("64 levels", nested(64)),
        ("2^53 + 1", Array("9007199254740993".utf8)),
        ("huge number", Array("1e999999".utf8)),
        ("minus zero", Array("-0".utf8)),
    ]

    static let refused: [(name: String, text: [UInt8], code: JSONError.Code)] = [
        ("empty", [], .truncated),
        ("blank", Array("  \n".utf8), .truncated),
        ("65 levels", nested(65), .tooDeep),
        ("100,000 levels", nested(100_000), .tooDeep),
        (
            "100,000 open objects", Array(String(repeating: #"{"a":"#, count: 100_000).utf8),
            .tooDeep
        ),
        ("duplicate", Array(#"{"a":1,"a":2}"#.utf8), .duplicateName),
        ("duplicate by escape", Array(#"{"a":1,"\u0061":2}"#.utf8), .duplicateName),
        ("duplicate among many", manyMembers(and: "k17"), .duplicateName),
        ("trailing comma in object", Array(#"{"a":1,}"#.utf8), .syntax),
        ("trailing comma in array", Array("[1,]".utf8), .syntax),
        ("leading comma", Array("[,1]".utf8), .syntax),
        ("missing comma", Array("[1 2]".utf8), .syntax),
        ("missing colon", Array(#"{"a" 1}"#.utf8), .syntax),
        ("bare name", Array("{a:1}".utf8), .syntax),
        ("single quotes", Array("{'a':1}".utf8), .syntax),
        ("comment", Array("{/*x*/}".utf8), .syntax),
        ("line comment", Array("// x\n1".utf8), .syntax),
        ("byte order mark", [0xEF, 0xBB, 0xBF] + Array("{}".utf8), .byteOrderMark),
        ("UTF-16", [0xFF, 0xFE, 0x7B, 0, 0x7D, 0], .syntax),
        ("UTF-16 without mark", [0x7B, 0, 0x7D, 0], .syntax),
        ("trailing value", Array("{}{}".utf8), .trailingBytes),
        ("trailing NUL", Array("{}".utf8) + [0], .trailingBytes),
        ("NUL inside", Array("{".utf8) + [0], .syntax),
        ("vertical tab as blank", [0x0B, 0x31], .syntax),
        ("no-break space as blank", [0xC2, 0xA0, 0x31], .syntax),
        ("leading zero", Array("01".utf8), .syntax),
        ("minus leading zero", Array("-012".utf8), .syntax),
        ("plus", Array("+1".utf8), .syntax),
        ("lone minus", Array("-".utf8), .truncated),
        ("minus letter", Array("-x".utf8), .syntax),
        ("dot without digit", Array("1.".utf8), .truncated),
        ("dot first", Array(".5".utf8), .syntax),
        ("exponent without digit", Array("[1e]".utf8), .syntax),
        ("exponent sign only", Array("1e+".utf8), .truncated),
        ("hexadecimal", Array("0x10".utf8), .trailingBytes),
        ("NaN", Array("NaN".utf8), .syntax),
        ("Infinity", Array("Infinity".utf8), .syntax),
        ("minus Infinity", Array("-Infinity".utf8), .syntax),
        ("nul", Array("nul".utf8), .syntax),
        ("True", Array("True".utf8), .syntax),
        ("truex", Array("truex".utf8), .trailingBytes),
        ("open string", Array(#""abc"#.utf8), .truncated),
        ("open string after escape", Array(#""a\n"#.utf8), .truncated),
        ("lone backslash", Array(#""\"#.utf8), .truncated),
        ("bad escape", Array(#""\x41""#.utf8), .syntax),
        ("short escape", Array(#""\u12""#.utf8), .syntax),
        ("bad hexadecimal digit", Array(#""\u12g4""#.utf8), .syntax),
        ("lone high surrogate", Array(#""\ud800""#.utf8), .loneSurrogate),
        ("lone low surrogate", Array(#""\udc00""#.utf8), .loneSurrogate),
        ("two high surrogates", Array(#""\ud800\ud800""#.utf8), .loneSurrogate),
        ("raw surrogate", [0x22, 0xED, 0xA0, 0x80, 0x22], .invalidUTF8),
        ("overlong", [0x22, 0xC0, 0xAF, 0x22], .invalidUTF8),
        ("lone continuation", [0x22, 0x80, 0x22], .invalidUTF8),
        ("cut sequence", [0x22, 0xE2, 0x82, 0x22], .invalidUTF8),
        ("beyond Unicode", [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8),
        ("byte FF in a name", [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], .invalidUTF8),
        ("bad UTF-8 beside an escape", [0x22, 0x5C, 0x6E, 0xFF, 0x22], .invalidUTF8),
        ("raw line feed", [0x22, 0x0A, 0x22], .controlCharacter),
        ("raw NUL", [0x22, 0, 0x22], .controlCharacter),
        ("raw control behind an escape", [0x22, 0x5C, 0x6E, 1, 0x22], .controlCharacter),
        ("open array", Array("[1,".utf8), .truncated),
        ("open object", Array(#"{"a":"#.utf8), .truncated),
        ("wrong bracket", Array("[1}".utf8), .syntax),
        ("closing only", Array("]".utf8), .syntax),
    ]

    @Test("every well-formed text is accepted", arguments: accepted)
    func accepts(name: String, text: [UInt8]) throws {
        _ = try JSONParser().parse(text)
    }

    @Test("every malformed text is refused with its own code", arguments: refused)
    func refuses(name: String, text: [UInt8], code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try JSONParser().parse(text) }
        #expect(error?.code == code, "\(name): \(error?.description ?? "accepted")")
    }

    @Test("every truncation and every single bit flip is accepted or refused, never fatal")
    func mutations() {
        let text = Array(#"{"ä\n\u00e9":[1,-2.5e3,{"x":null}],"b":"\ud83d\ude00","c":true}"#.utf8)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONParser().parse(Array(text.prefix(count))) }
        }
        for bit in 0..<text.count * 8 {
            var flipped = text
            flipped[bit / 8] ^= 1 << (bit % 8)
            _ = try? JSONParser().parse(flipped)
        }
    }

    @Test("a text one byte longer than the limit is refused unread")
    func lengthLimit() throws {
        let parser = JSONParser(limits: JSONParser.Limits(byteCount: 1 << 20))
        let padding = [UInt8](repeating: 0x20, count: (1 << 20) - 1)
        _ = try parser.parse(padding + [0x31])
        let error = #expect(throws: JSONError.self) { try parser.parse(padding + [0x31, 0x20]) }
        #expect(error?.code == .tooLong)
    }

    @Test("the number of values is limited")
    func valueLimit() throws {
        let parser = JSONParser(limits: JSONParser.Limits(valueCount: 4))
        _ = try parser.parse(Array("[1,2,3]".utf8))
        let error = #expect(throws: JSONError.self) { try parser.parse(Array("[1,2,3,4]".utf8)) }
        #expect(error?.code == .tooManyValues)
    }

    @Test("names that differ only by normalization stay two names")
    func normalization() throws {
        let value = try JSONParser().parse(Array(#"{"\#u{e9}":1,"e\#u{301}":2}"#.utf8))
        #expect(value.object?.members.count == 2)
        #expect(value.object?["\u{e9}"]?.number?.text == "1")
        #expect(value.object?["e\u{301}"]?.number?.text == "2")
    }

    @Test("escapes become the characters they stand for")
    func escapes() throws {
        let value = try JSONParser().parse(Array(#""a\"\\\/\b\f\n\r\t\u0041\ud83d\ude00z""#.utf8))
        #expect(value.string == "a\"\\/\u{8}\u{c}\n\r\tA😀z")
    }

    @Test(
        "only numbers written as integers are integers, and only when they fit",
        arguments: [
            ("0", 0), ("-1", -1), ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("9223372036854775808", nil), ("18446744073709551616", nil), ("-0", nil),
            ("1.0", nil), ("1e3", nil), ("1E0", nil),
        ] as [(String, Int64?)]
    )
    func integers(text: String, expected: Int64?) throws {
        let number = try #require(try JSONParser().parse(Array(text.utf8)).number)
        #expect(number.text == text)
        #expect(number.integer() == expected)
    }

    @Test("values and errors know their place")
    func places() throws {
        let value = try JSONParser().parse(Array("{\n  \"a\": [1,\n  22]}".utf8))
        #expect(value.object?["a"]?.array?[1].offset == 15)
        let error = #expect(throws: JSONError.self) {
            try JSONParser().parse(Array("{\n  \"a\": [1,\n  x]}".utf8))
        }
        #expect(error?.line == 3)
        #expect(error?.column == 3)
        #expect(error?.description == "line 3, column 3: Expected a value, found 'x'.")
    }

    private static func nested(_ depth: Int) -> [UInt8] {
        [UInt8](repeating: 0x5B, count: depth) + [UInt8](repeating: 0x5D, count: depth)
    }

    private static func manyMembers(and name: String) -> [UInt8] {
        let members = (0..<100).map { "\"k\($0)\":\($0)" } + ["\"\(name)\":0"]
        return Array("{\(members.joined(separator: ","))}".utf8)
    }
}
