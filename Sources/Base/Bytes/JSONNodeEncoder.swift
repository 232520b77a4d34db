/// The `Encoder` behind ``StableJSONEncoder``: one place of the tree and its path.
struct JSONNodeEncoder: Encoder {
    let slot: JSONSlot
    let codingPath: [any CodingKey]

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .unset = slot.content { slot.content = .object([:]) }
        return KeyedEncodingContainer(JSONKeyedEncoding<Key>(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .unset = slot.content { slot.content = .array([]) }
        return JSONUnkeyedEncoding(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONSingleValueEncoding(encoder: self)
    }

    /// Writes `value` into this place.
    func encode(_ value: some Encodable) throws {
        switch value {
        case let value as Bool: slot.content = .scalar(value ? "true" : "false")
        case let value as String: slot.content = .string(value)
        case let value as Double: slot.content = .scalar(try finite(value))
        case let value as Float: slot.content = .scalar(try finite(value))
        case let value as any FixedWidthInteger: slot.content = .scalar(value.description)
        default: try value.encode(to: self)
        }
    }

    /// The shortest text that reads back as the same float; Swift's own description is that,
    /// and always within JSON's grammar for finite values.
    private func finite<Value: BinaryFloatingPoint & CustomStringConvertible>(
        _ value: Value
    ) throws(JSONError) -> String {
        guard value.isFinite else {
            throw JSONError(
                .notRepresentable,
                "\(value) cannot be written as a JSON number.",
                path: JSONPath.text(codingPath)
            )
        }
        return value.description
    }
}

/// Writes the members of one object.
private struct JSONKeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: JSONNodeEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil(forKey key: Key) throws {
        try member(key).slot.content = .scalar("null")
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try member(key).encode(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { nested(JSONPath.Step(stringValue: "super")) }

    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    private func member(_ key: Key) throws(JSONError) -> JSONNodeEncoder {
        guard let slot = encoder.slot.addMember(key.stringValue) else {
            throw JSONError(
                .duplicateName,
                "The name \"\(key.stringValue)\" was encoded twice.",
                path: JSONPath.text(codingPath)
            )
        }
        return JSONNodeEncoder(slot: slot, codingPath: codingPath + [key])
    }

    /// The protocol gives these no way to throw; a second container of one name continues
    /// the first.
    private func nested(_ key: any CodingKey) -> JSONNodeEncoder {
        let name = key.stringValue
        let slot = encoder.slot.addMember(name) ?? encoder.slot.member(name) ?? JSONSlot()
        return JSONNodeEncoder(slot: slot, codingPath: codingPath + [key])
    }
}

/// Writes the elements of one array.
private struct JSONUnkeyedEncoding: UnkeyedEncodingContainer {
    let encoder: JSONNodeEncoder
    private(set) var count = 0

    init(encoder: JSONNodeEncoder) {
        self.encoder = encoder
    }

    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() throws { element().slot.content = .scalar("null") }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        try element().encode(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        element().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        element().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { element() }

    private mutating func element() -> JSONNodeEncoder {
        defer { count += 1 }
        return JSONNodeEncoder(
            slot: encoder.slot.appendElement(),
            codingPath: codingPath + [JSONPath.Step(index: count)]
        )
    }
}

/// Writes one value as a whole.
private struct JSONSingleValueEncoding: SingleValueEncodingContainer {
    let encoder: JSONNodeEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() throws { encoder.slot.content = .scalar("null") }

    func encode<Value: Encodable>(_ value: Value) throws { try encoder.encode(value) }
}
