public import FrankenFailures

/// Why JSON text was refused, where it is wrong, and what was expected there.
public struct JSONError: CodedError {
    /// What can go wrong.
    @nonexhaustive
    public enum Code: String, FailureCode {
        /// The text breaks the grammar of RFC 8259.
        case syntax
        /// The text ends inside a value.
        case truncated
        /// Something follows the value.
        case trailingBytes
        /// A byte order mark stands in front of the text.
        case byteOrderMark
        /// A string is not valid UTF-8.
        case invalidUTF8
        /// A `\u` escape is half of a surrogate pair.
        case loneSurrogate
        /// A string holds a raw control character.
        case controlCharacter
        /// An object has the same name twice.
        case duplicateName
        /// Arrays and objects are nested deeper than the limit.
        case tooDeep
        /// The text is longer than the limit.
        case tooLong
        /// The text has more values than the limit.
        case tooManyValues
        /// A value is of another kind than the type needs.
        case typeMismatch
        /// A number is not exactly representable in the type.
        case numberOutOfRange
        /// An object lacks a field the type needs.
        case missingField
        /// An object has a field the type does not know.
        case unknownField
        /// A value has the right kind and is still not acceptable to its type.
        case invalidValue
        /// A value cannot be written as JSON.
        case notRepresentable

        public var kind: FailureKind { .badInput }
    }

    public let code: Code
    public let message: String
    /// The path of the value, such as `$.tensors[3].shape`; empty for errors of grammar.
    public let path: String
    /// Offset in bytes of the offending place.
    public let offset: Int
    /// Line of the offending place, counted from 1; 0 when there is no text.
    public private(set) var line: Int
    /// Column of the offending place in bytes, counted from 1; 0 when there is no text.
    public private(set) var column: Int

    /// Makes an error at a byte offset of a text that is not at hand yet.
    public init(_ code: Code, _ message: String, path: String = "", offset: Int = 0) {
        self.code = code
        self.message = PrintableText.of(message)
        self.path = PrintableText.of(path)
        self.offset = offset
        self.line = 0
        self.column = 0
    }

    /// The same error with line and column filled in from the text.
    func located(in bytes: [UInt8]) -> JSONError {
        var located = self
        let before = bytes.prefix(offset)
        located.line = 1 + before.count { $0 == 0x0A }
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        located.column = before.count - lineStart + 1
        return located
    }

    public var description: String {
        let place = line > 0 ? "line \(line), column \(column): " : ""
        let subject = path.isEmpty ? "" : "\(path): "
        return place + subject + message
    }
}
