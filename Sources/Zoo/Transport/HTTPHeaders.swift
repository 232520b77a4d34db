/// The lines of a request's or an answer's head.
public struct HTTPHeaders: Sendable {
    /// Names and values in their order; names as they were written.
    public private(set) var fields: [(name: String, value: String)] = []

    /// No lines.
    public init() {}

    /// Lines from a literal.
    public init(_ fields: [(String, String)]) {
        for (name, value) in fields { self.fields.append((name, value)) }
    }

    /// The first value of a name, compared without case; setting replaces all of them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.isSame($0.name, name) }?.value }
        set {
            fields.removeAll { Self.isSame($0.name, name) }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    /// All values of a name, compared without case.
    public func values(_ name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    mutating func append(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Whether a line could be sent without becoming two, or another one.
    var areSendable: Bool {
        fields.allSatisfy { field in
            !field.name.isEmpty
                && field.name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A }
                && field.value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}
