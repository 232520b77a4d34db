/// Reads one value as a whole.
struct JSONSingleValueDecoding: SingleValueDecodingContainer {
    let decoder: JSONNodeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool {
        if case .null = decoder.value.kind { true } else { false }
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try decoder.unwrap(decoder.value, as: type, at: codingPath)
    }
}
