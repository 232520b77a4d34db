/// A pattern of names.
///
/// A `*` stands for any run of characters and a `?` for one; all else is exact.
/// Unlike look-ups of names, matching folds neither case nor punctuation: a rule of trust must not
/// apply to names that merely look alike.
public struct NamePattern: Sendable, Hashable {
    /// The pattern as it was written.
    public let text: String
    private let elements: [UInt8]

    /// Checks a pattern.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText` when no name could match it.
    public init(_ text: String) throws(TrustError) {
        elements = Array(text.utf8)
        self.text = text
        let isPattern =
            (1...SubjectName.longest).contains(elements.count)
            && elements.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "._-/*?".utf8.contains($0)
                }
            }
        guard isPattern else {
            throw TrustError(
                .malformedText,
                "Expected a pattern of letters, digits and '. _ - / * ?', found "
                    + "'\(text.prefix(80))'."
            )
        }
    }

    /// Whether the whole name matches.
    ///
    /// - Complexity: pattern times name: only the last `*` is ever retried.
    public func matches(_ name: SubjectName) -> Bool {
        let bytes = Array(name.text.utf8)
        var (position, element) = (0, 0)
        var retry: (position: Int, element: Int)?
        while position < bytes.count {
            if element < elements.count, elements[element] == UInt8(ascii: "*") {
                retry = (position, element)
                element += 1
            } else if element < elements.count,
                elements[element] == bytes[position] || elements[element] == UInt8(ascii: "?")
            {
                position += 1
                element += 1
            } else if let last = retry {
                position = last.position + 1
                element = last.element + 1
                retry = (position, last.element)
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension NamePattern: CustomStringConvertible {
    public var description: String { text }
}
