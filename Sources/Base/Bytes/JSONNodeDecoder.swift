/// The `Decoder` behind ``StrictJSONDecoder``: one value of the text and its path.
struct JSONNodeDecoder: Decoder {
    let value: JSONValue
    let codingPath: [any CodingKey]
    let sendableInfo: [CodingUserInfoKey: any Sendable]
    let ledger: JSONFieldLedger

    var userInfo: [CodingUserInfoKey: Any] { sendableInfo }

    init(
        value: JSONValue,
        codingPath: [any CodingKey],
        userInfo: [CodingUserInfoKey: any Sendable],
        ledger: JSONFieldLedger
    ) {
        self.value = value
        self.codingPath = codingPath
        self.sendableInfo = userInfo
        self.ledger = ledger
    }

    func container<Key: CodingKey>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        guard let object = value.object else {
            throw mismatch(value, expected: "an object", at: codingPath)
        }
        ledger.open(object, offset: value.offset, path: codingPath)
        return KeyedDecodingContainer(
            JSONKeyedDecoding<Key>(decoder: self, object: object)
        )
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let elements = value.array else {
            throw mismatch(value, expected: "an array", at: codingPath)
        }
        return JSONUnkeyedDecoding(decoder: self, elements: elements)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        JSONSingleValueDecoding(decoder: self)
    }

    /// A decoder for another value that belongs to the same Swift type.
    func nested(_ value: JSONValue, at path: [any CodingKey]) -> JSONNodeDecoder {
        JSONNodeDecoder(
            value: value,
            codingPath: path,
            userInfo: sendableInfo,
            ledger: ledger
        )
    }
}

extension JSONNodeDecoder {
    /// Decodes `value` as a whole `type`, and checks that the type knew every field.
    func unwrap<Value: Decodable>(
        _ value: JSONValue,
        as type: Value.Type,
        at path: [any CodingKey]
    ) throws -> Value {
        if let scalar = try scalar(value, as: type, at: path) { return scalar }
        let decoder = JSONNodeDecoder(
            value: value,
            codingPath: path,
            userInfo: sendableInfo,
            ledger: JSONFieldLedger(ledger.unknownFields)
        )
        do {
            let result = try Value(from: decoder)
            try decoder.ledger.expectAllFieldsKnown()
            return result
        } catch let error as JSONError {
            throw error
        } catch let error as DecodingError {
            throw JSONError(
                .invalidValue,
                Self.explain(error),
                path: JSONPath.text(path),
                offset: value.offset
            )
        } catch {
            throw JSONError(
                .invalidValue,
                "\(error)",
                path: JSONPath.text(path),
                offset: value.offset
            )
        }
    }

    /// The value of a type that JSON writes directly; nil for every other type.
    private func scalar<Value>(
        _ value: JSONValue,
        as type: Value.Type,
        at path: [any CodingKey]
    ) throws(JSONError) -> Value? {
        switch type {
        case is Bool.Type: try bool(value, at: path) as? Value
        case is String.Type: try string(value, at: path) as? Value
        case is Double.Type: try double(value, at: path) as? Value
        case is Float.Type: try float(value, at: path) as? Value
        case let type as any FixedWidthInteger.Type:
            try integer(value, erased: type, at: path) as? Value
        default: nil
        }
    }

    private func integer<Value: FixedWidthInteger>(
        _ value: JSONValue,
        erased type: Value.Type,
        at path: [any CodingKey]
    ) throws(JSONError) -> Any {
        try integer(value, as: type, at: path)
    }

    func bool(_ value: JSONValue, at path: [any CodingKey]) throws(JSONError) -> Bool {
        guard case .bool(let bool) = value.kind else {
            throw mismatch(value, expected: "true or false", at: path)
        }
        return bool
    }

    func string(_ value: JSONValue, at path: [any CodingKey]) throws(JSONError) -> String {
        guard let string = value.string else {
            throw mismatch(value, expected: "a string", at: path)
        }
        return string
    }

    func double(_ value: JSONValue, at path: [any CodingKey]) throws(JSONError) -> Double {
        guard let number = value.number else {
            throw mismatch(value, expected: "a number", at: path)
        }
        guard let double = number.double else {
            throw outOfRange(number, value, "a finite 64-bit float", at: path)
        }
        return double
    }

    func float(_ value: JSONValue, at path: [any CodingKey]) throws(JSONError) -> Float {
        guard let number = value.number else {
            throw mismatch(value, expected: "a number", at: path)
        }
        guard let float = number.float else {
            throw outOfRange(number, value, "a finite 32-bit float", at: path)
        }
        return float
    }

    func integer<Value: FixedWidthInteger>(
        _ value: JSONValue,
        as type: Value.Type,
        at path: [any CodingKey]
    ) throws(JSONError) -> Value {
        guard let number = value.number else {
            throw mismatch(value, expected: "an integer", at: path)
        }
        guard let integer = number.integer(type) else {
            throw outOfRange(
                number,
                value,
                "an integer from \(Value.min) to \(Value.max)",
                at: path
            )
        }
        return integer
    }

    func mismatch(
        _ value: JSONValue,
        expected: String,
        at path: [any CodingKey]
    ) -> JSONError {
        JSONError(
            .typeMismatch,
            "Expected \(expected), found \(value.kindName).",
            path: JSONPath.text(path),
            offset: value.offset
        )
    }

    private func outOfRange(
        _ number: JSONNumber,
        _ value: JSONValue,
        _ expected: String,
        at path: [any CodingKey]
    ) -> JSONError {
        JSONError(
            .numberOutOfRange,
            "Expected \(expected), found \(number.text.prefix(40)).",
            path: JSONPath.text(path),
            offset: value.offset
        )
    }

    private static func explain(_ error: DecodingError) -> String {
        switch error {
        case .dataCorrupted(let context), .keyNotFound(_, let context),
            .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.debugDescription
        @unknown default: "\(error)"
        }
    }
}
