/// A parsed JSON value that knows where in the text it began.
///
/// Numbers keep their text, so 2^53 + 1, 1.0 and 1e3 stay what they were.
public struct JSONValue: Sendable {
    /// What the value is.
    public enum Kind: Sendable {
        /// The literal `null`.
        case null
        /// The literal `true` or `false`.
        case bool(Bool)
        /// A number.
        case number(JSONNumber)
        /// A string, unescaped and valid UTF-8.
        case string(String)
        /// An array.
        case array([JSONValue])
        /// An object, its members in the order of the text.
        case object(JSONObject)
    }

    /// What the value is.
    public let kind: Kind
    /// Offset of the value's first byte in the text.
    public let offset: Int

    /// Makes a value that began at `offset`.
    public init(_ kind: Kind, offset: Int = 0) {
        self.kind = kind
        self.offset = offset
    }

    /// The string, or nil when the value is of another kind.
    public var string: String? {
        if case .string(let string) = kind { string } else { nil }
    }

    /// The number, or nil when the value is of another kind.
    public var number: JSONNumber? {
        if case .number(let number) = kind { number } else { nil }
    }

    /// The elements, or nil when the value is of another kind.
    public var array: [JSONValue]? {
        if case .array(let array) = kind { array } else { nil }
    }

    /// The members, or nil when the value is of another kind.
    public var object: JSONObject? {
        if case .object(let object) = kind { object } else { nil }
    }

    /// The kind in words, for messages: "an object", "a string".
    public var kindName: String {
        switch kind {
        case .null: "null"
        case .bool: "a Boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
