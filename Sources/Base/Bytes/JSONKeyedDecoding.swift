/// Reads the members of one object by name.
struct JSONKeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: JSONNodeDecoder
    let object: JSONObject

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] { object.members.compactMap { Key(stringValue: $0.name) } }

    func contains(_ key: Key) -> Bool {
        know(key)
        return object[key.stringValue] != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        if case .null = try value(key).kind { true } else { false }
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try decoder.bool(value(key), at: path(key))
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try decoder.string(value(key), at: path(key))
    }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try decoder.double(value(key), at: path(key))
    }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try decoder.float(value(key), at: path(key))
    }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
        try decoder.integer(value(key), as: type, at: path(key))
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decoder.unwrap(value(key), as: type, at: path(key))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder.nested(value(key), at: path(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder.nested(value(key), at: path(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        let step = JSONPath.Step(stringValue: "super")
        decoder.ledger.know(step.stringValue, ofObjectAt: decoder.value.offset)
        guard let value = object[step.stringValue] else { throw missing(step) }
        return decoder.nested(value, at: codingPath + [step])
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        decoder.nested(try value(key), at: path(key))
    }

    private func value(_ key: Key) throws(JSONError) -> JSONValue {
        know(key)
        guard let value = object[key.stringValue] else { throw missing(key) }
        return value
    }

    private func know(_ key: Key) {
        decoder.ledger.know(key.stringValue, ofObjectAt: decoder.value.offset)
    }

    private func path(_ key: Key) -> [any CodingKey] { codingPath + [key] }

    private func missing(_ key: any CodingKey) -> JSONError {
        JSONError(
            .missingField,
            "The field \"\(key.stringValue)\" is missing; add it.",
            path: JSONPath.text(codingPath),
            offset: decoder.value.offset
        )
    }
}
