/// An SPDX licence expression: identifiers joined by `WITH`, `AND`, `OR` and parentheses.
///
/// - SeeAlso: SPDX specification 2.3, annex D.
public struct LicenseExpression: Sendable, Hashable {
    /// The longest expression, in bytes.
    public static let longest = 512
    private static let deepest = 16

    private indirect enum Node: Sendable, Hashable {
        case identifier(String)
        case all([Node])
        case any([Node])
    }

    /// The expression as it was written.
    public let text: String
    private let root: Node

    /// Reads an expression.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText`.
    public init(_ text: String) throws(TrustError) {
        let words = text.utf8.count <= Self.longest ? Self.words(text) : []
        var rest = words[...]
        guard let root = Self.alternatives(&rest, depth: 0), rest.isEmpty else {
            throw TrustError(
                .malformedText,
                "Expected an SPDX licence such as 'MIT' or 'MIT OR Apache-2.0', found "
                    + "'\(text.prefix(80))'."
            )
        }
        self.text = text
        self.root = root
    }

    /// Whether a choice among the alternatives needs only licences that are allowed.
    ///
    /// - Parameter allowed: Identifiers, in letters of any case; one with an exception is allowed
    ///   as `X WITH Y` only.
    /// - Returns: Whether one of the alternatives does.
    public func isSatisfied(by allowed: Set<String>) -> Bool {
        Self.isSatisfied(root, Set(allowed.map { $0.lowercased() }))
    }

    private static func isSatisfied(_ node: Node, _ allowed: Set<String>) -> Bool {
        switch node {
        case .identifier(let name): allowed.contains(name.lowercased())
        case .all(let nodes): nodes.allSatisfy { isSatisfied($0, allowed) }
        case .any(let nodes): nodes.contains { isSatisfied($0, allowed) }
        }
    }

    private static func words(_ text: String) -> [String] {
        var words = [""]
        for scalar in text.unicodeScalars {
            switch scalar {
            case " ": words.append("")
            case "(", ")": words += [String(scalar), ""]
            default: words[words.count - 1].unicodeScalars.append(scalar)
            }
        }
        return words.filter { !$0.isEmpty }
    }

    private static func alternatives(_ rest: inout ArraySlice<String>, depth: Int) -> Node? {
        joined(by: "OR", &rest, Node.any) { all(&$0, depth: depth) }
    }

    private static func all(_ rest: inout ArraySlice<String>, depth: Int) -> Node? {
        joined(by: "AND", &rest, Node.all) { single(&$0, depth: depth) }
    }

    private static func joined(
        by word: String,
        _ rest: inout ArraySlice<String>,
        _ make: ([Node]) -> Node,
        _ part: (inout ArraySlice<String>) -> Node?
    ) -> Node? {
        guard let first = part(&rest) else { return nil }
        var nodes = [first]
        while rest.first == word {
            rest.removeFirst()
            guard let next = part(&rest) else { return nil }
            nodes.append(next)
        }
        return nodes.count == 1 ? first : make(nodes)
    }

    private static func single(_ rest: inout ArraySlice<String>, depth: Int) -> Node? {
        guard let word = rest.popFirst() else { return nil }
        if word == "(" {
            guard depth < deepest, let node = alternatives(&rest, depth: depth + 1),
                rest.popFirst() == ")"
            else { return nil }
            return node
        }
        guard isIdentifier(word) else { return nil }
        guard rest.first == "WITH" else { return .identifier(word) }
        rest.removeFirst()
        guard let exception = rest.popFirst(), isIdentifier(exception) else { return nil }
        return .identifier("\(word) WITH \(exception)")
    }

    private static func isIdentifier(_ word: String) -> Bool {
        !["AND", "OR", "WITH"].contains(word)
            && word.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x3A: true
                default: false
                }
            }
    }
}
