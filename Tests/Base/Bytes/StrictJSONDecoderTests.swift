import FrankenBytes
import Testing

@Suite struct StrictJSONDecoderTests {
    struct Layer: Codable, Equatable {
        var name: String
        var shape: [Int]
        var scale: Double?
        var options: [String: Bool]?
    }

    struct Model: Codable, Equatable {
        var version: UInt8
        var layers: [Layer]
    }

    enum Operation: Codable, Equatable {
        case relu
        case convolution(stride: Int)
    }

    /// Spreads one object over two types, chosen by a field.
    struct Tagged: Decodable, Equatable {
        enum Keys: String, CodingKey { case kind }
        struct Payload: Decodable, Equatable { var size: Int }

        var kind: String
        var payload: Payload

        init(from decoder: any Decoder) throws {
            kind = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .kind)
            payload = try Payload(from: decoder)
        }
    }

    private func decode<Value: Decodable>(_ text: String, as type: Value.Type) throws -> Value {
        try StrictJSONDecoder().decode(type, from: Array(text.utf8))
    }

    private func failure<Value: Decodable>(_ text: String, as type: Value.Type) -> JSONError? {
        let error = #expect(throws: JSONError.self) { try decode(text, as: type) }
        return error
    }

    @Test("a complete value is decoded")
    func complete() throws {
        let model = try decode(
            #"{"version":1,"layers":[{"name":"a","shape":[2,3],"options":{"x":true}}]}"#,
            as: Model.self
        )
        let layer = Layer(name: "a", shape: [2, 3], scale: nil, options: ["x": true])
        #expect(model == Model(version: 1, layers: [layer]))
    }

    @Test("an unknown field is refused with its path, its place and the known fields")
    func unknownField() {
        let error = failure(
            "{\"version\":1,\n\"layers\":[{\"name\":\"a\",\"shape\":[],\"shap\":1}]}",
            as: Model.self
        )
        #expect(error?.code == .unknownField)
        #expect(error?.path == "$.layers[0]")
        #expect(error?.line == 2)
        #expect(error?.column == 34)
        #expect(error?.message.contains("name, options, scale, shape") == true)
    }

    @Test("messages show no control or direction characters of hostile names")
    func printableMessages() {
        let error = failure(#"{"version":1,"layers":[],"\u001b[2J\u202e\n":1}"#, as: Model.self)
        #expect(error?.message.contains("\"\u{FFFD}[2J\u{FFFD}\u{FFFD}\"") == true)
    }

    @Test("a missing field is refused with the path of its object")
    func missingField() {
        let error = failure(#"{"version":1,"layers":[{"name":"a"}]}"#, as: Model.self)
        #expect(error?.code == .missingField)
        #expect(error?.path == "$.layers[0]")
        #expect(error?.message.contains("\"shape\"") == true)
    }

    @Test(
        "integers must be written as integers and fit",
        arguments: ["256", "-1", "1.0", "1e2", "-0", "18446744073709551616"]
    )
    func integerRange(text: String) {
        let error = failure("{\"version\":\(text),\"layers\":[]}", as: Model.self)
        #expect(error?.code == .numberOutOfRange)
        #expect(error?.path == "$.version")
    }

    @Test("large integers keep every digit")
    func largeIntegers() throws {
        #expect(try decode("[9007199254740993]", as: [Int].self) == [9_007_199_254_740_993])
        #expect(try decode("18446744073709551615", as: UInt64.self) == .max)
    }

    @Test("floats beyond the finite range are refused")
    func floatRange() throws {
        #expect(failure("1e999", as: Double.self)?.code == .numberOutOfRange)
        #expect(failure("1e39", as: Float.self)?.code == .numberOutOfRange)
        #expect(try decode("0.1", as: Float.self) == 0.1)
        #expect(try decode("3", as: Double.self) == 3)
    }

    @Test(
        "values of the wrong kind are refused with path",
        arguments: [
            (#"{"version":"1","layers":[]}"#, "$.version"),
            (#"{"version":1,"layers":{}}"#, "$.layers"),
            (#"{"version":1,"layers":[3]}"#, "$.layers[0]"),
            (#"{"version":1,"layers":[{"name":null,"shape":[]}]}"#, "$.layers[0].name"),
            (#"{"version":1,"layers":[{"name":"a","shape":[1,"2"]}]}"#, "$.layers[0].shape[1]"),
            (#"[]"#, "$"),
        ]
    )
    func wrongKind(text: String, path: String) {
        let error = failure(text, as: Model.self)
        #expect(error?.code == .typeMismatch)
        #expect(error?.path == path)
    }

    @Test("enumerations with payload decode, and refuse a second case beside the first")
    func enumerations() throws {
        #expect(
            try decode(#"{"convolution":{"stride":2}}"#, as: Operation.self)
                == .convolution(stride: 2)
        )
        #expect(failure(#"{"relu":{},"x":{}}"#, as: Operation.self)?.code == .unknownField)
        #expect(
            failure(#"{"convolution":{"stride":2,"pad":1}}"#, as: Operation.self)?.code
                == .unknownField
        )
        #expect(failure(#"{"gelu":{}}"#, as: Operation.self)?.code == .invalidValue)
    }

    @Test("one object may be spread over two types, and still knows its fields")
    func spread() throws {
        let tagged = try decode(#"{"kind":"a","size":3}"#, as: Tagged.self)
        #expect(tagged.payload.size == 3)
        let error = failure(#"{"kind":"a","size":3,"other":1}"#, as: Tagged.self)
        #expect(error?.code == .unknownField)
        #expect(error?.message.contains("kind, size") == true)
    }

    @Test("what the encoder writes, the decoder reads back equal")
    func roundTrip() throws {
        let model = Model(
            version: 7,
            layers: [
                Layer(name: "\u{1}é\"\\/\u{7F}", shape: [1, -2], scale: 0.1, options: nil),
                Layer(name: "", shape: [], scale: -.leastNonzeroMagnitude, options: ["b": true]),
            ]
        )
        for layout in [StableJSONEncoder.Layout.compact, .pretty] {
            let bytes = try StableJSONEncoder(layout).encode(model)
            #expect(try StrictJSONDecoder().decode(Model.self, from: bytes) == model)
        }
    }
}

extension StrictJSONDecoderTests {
    @Test("Unknown fields are ignored at every depth when the decoder is told so")
    func ignoredFields() throws {
        struct Inner: Decodable, Equatable { let a: Int }
        struct Outer: Decodable, Equatable { let inner: [Inner] }
        var decoder = StrictJSONDecoder()
        decoder.unknownFields = .ignored
        let text = #"{"inner":[{"a":1,"b":2}],"new":{"c":[]}}"#
        let value: Outer = try decoder.decode(from: Array(text.utf8))
        #expect(value == Outer(inner: [Inner(a: 1)]))
    }
}
