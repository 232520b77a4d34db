/// Reads the elements of one array in order.
struct JSONUnkeyedDecoding: UnkeyedDecodingContainer {
    let decoder: JSONNodeDecoder
    let elements: [JSONValue]
    private(set) var currentIndex = 0

    init(decoder: JSONNodeDecoder, elements: [JSONValue]) {
        self.decoder = decoder
        self.elements = elements
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard case .null = try peek().kind else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try decoder.unwrap(peek(), as: type, at: path)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        let container = try decoder.nested(peek(), at: path).container(keyedBy: type)
        currentIndex += 1
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try decoder.nested(peek(), at: path).unkeyedContainer()
        currentIndex += 1
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let nested = decoder.nested(try peek(), at: path)
        currentIndex += 1
        return nested
    }

    private var path: [any CodingKey] { codingPath + [JSONPath.Step(index: currentIndex)] }

    private func peek() throws(JSONError) -> JSONValue {
        guard currentIndex < elements.count else {
            throw JSONError(
                .missingField,
                "The array has \(elements.count) elements, but another one is needed.",
                path: JSONPath.text(codingPath),
                offset: decoder.value.offset
            )
        }
        return elements[currentIndex]
    }
}
