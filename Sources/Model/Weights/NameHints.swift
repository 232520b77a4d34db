internal import FrankenBytes

/// Finds the name that was probably meant: one that differs by leading components only.
struct NameHints {
    private let exact: Set<ExactString>
    private var bySuffix: [ExactString: String] = [:]

    /// Prepares hints out of the given names.
    init(_ names: [String]) {
        exact = Set(names.map(ExactString.init))
        for name in names {
            for suffix in Self.suffixes(of: name) {
                bySuffix[ExactString(suffix)] = bySuffix[ExactString(suffix)] ?? name
            }
        }
    }

    /// A known name that equals `name` with components added or removed in front.
    func hint(for name: String) -> String? {
        if let longer = bySuffix[ExactString(name)] { return longer }
        return Self.suffixes(of: name).first { exact.contains(ExactString($0)) }
    }

    /// What follows each of the first eight dots.
    private static func suffixes(of name: String) -> [String] {
        var suffixes: [String] = []
        var rest = name[...]
        while suffixes.count < 8, let dot = rest.utf8.firstIndex(of: UInt8(ascii: ".")) {
            rest = rest[rest.utf8.index(after: dot)...]
            suffixes.append(String(rest))
        }
        return suffixes
    }
}
