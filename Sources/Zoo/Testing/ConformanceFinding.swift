/// What a family, a relative or a decoder does not hold to.
public struct ConformanceFinding: Sendable, Hashable {
    /// Which promise is broken.
    public let property: ConformanceProperty
    /// The relative, or `relative/decoder`.
    public let subject: String
    /// Expected, found, next step.
    public let message: String

    /// All fields.
    public init(_ property: ConformanceProperty, _ subject: String, _ message: String) {
        self.property = property
        self.subject = subject
        self.message = message
    }
}

extension ConformanceFinding: CustomStringConvertible {
    public var description: String { "\(subject): \(property.rawValue): \(message)" }
}
