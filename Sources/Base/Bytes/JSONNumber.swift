/// A JSON number as it was written.
public struct JSONNumber: Sendable {
    /// The characters of the number, in the grammar of RFC 8259.
    public let text: String

    /// Wraps text that the parser checked.
    init(text: String) {
        self.text = text
    }

    /// Whether the number has neither fraction nor exponent and is not `-0`.
    ///
    /// `1.0` and `1e3` are not integers here: two readers that disagree on such a number
    /// would disagree on a size.
    public var isInteger: Bool {
        text != "-0" && text.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) }
    }

    /// The value as an integer, or nil when it is not one or does not fit.
    public func integer<Value: FixedWidthInteger>(_ type: Value.Type = Int64.self) -> Value? {
        isInteger ? Value(text) : nil
    }

    /// The nearest double, or nil when the magnitude is beyond the largest finite one.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The nearest float, rounded once from the decimal text; nil beyond the finite range.
    public var float: Float? {
        guard let value = Float(text), value.isFinite else { return nil }
        return value
    }
}
