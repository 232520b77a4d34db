/// A shell-like pattern: `*` stands for any run of characters, `?` for one.
///
/// Matching folds case and punctuation as names do, and takes time proportional to pattern times
/// name whatever the pattern: only the last `*` is ever retried.
package struct Wildcard: Sendable {
    private enum Element: Hashable {
        case scalar(Unicode.Scalar)
        case one
        case many
    }

    private let elements: [Element]

    /// A pattern; `nil` when it is longer than any name could need.
    package init?(_ pattern: String) {
        guard pattern.utf8.count <= NameRules.longest else { return nil }
        var elements: [Element] = []
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case "*": elements.append(.many)
            case "?": elements.append(.one)
            default:
                let key = NameKey(String(scalar))
                elements += key.scalars.map(Element.scalar)
            }
        }
        self.elements = elements
    }

    /// Whether the whole name matches.
    package func matches(_ name: String) -> Bool { matches(NameKey(name)) }

    /// Whether the whole name matches.
    func matches(_ key: NameKey) -> Bool {
        var (position, element) = (0, 0)
        var retry: (position: Int, element: Int)?
        while position < key.scalars.count {
            if element < elements.count, elements[element] == .many {
                retry = (position, element)
                element += 1
            } else if element < elements.count, fits(elements[element], key.scalars[position]) {
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
        return elements[element...].allSatisfy { $0 == .many }
    }

    private func fits(_ element: Element, _ scalar: Unicode.Scalar) -> Bool {
        element == .one || element == .scalar(scalar)
    }
}
