/// Ordered rules that turn the names of a published checkpoint into ours.
///
/// Every name passes all rules in order; each rule sees what the rules before it made of the
/// name. A name that a rule drops leaves the store. Two names that become one are an error, unless
/// a ``Join`` made one tensor of them before. Matching is by bytes.
public struct KeyMap: Sendable, Equatable, Codable {
    /// One step of the renaming.
    public struct Rule: Sendable, Equatable, Codable {
        /// Which names a rule applies to, and what it does with them.
        public enum Kind: String, Sendable, Codable {
            /// Replaces a name that equals `from`.
            case exact
            /// Replaces a leading `from`; with an empty `to`, strips it.
            case prefix
            /// Replaces a trailing `from`.
            case suffix
            /// Drops a name that equals `from`.
            case dropExact
            /// Drops a name that begins with `from`.
            case dropPrefix
            /// Drops a name that ends with `from`.
            case dropSuffix
            /// Keeps the name; the shape of a tensor whose name ends with `from` loses its last
            /// extents of 1, as when a 1x1 convolution holds what is a matrix elsewhere.
            case dropUnitAxes
        }

        /// What the rule does.
        public let kind: Kind
        /// What a name is compared with.
        public let from: String
        /// What takes its place; nil for rules that drop.
        public let to: String?
        /// A new order of the axes of a tensor that the rule renames; nil leaves them.
        ///
        /// Axis `i` of the result is axis `axes[i]` of the tensor.
        public let axes: [Int]?

        /// Makes a rule from its parts.
        public init(_ kind: Kind, from: String, to: String? = nil, axes: [Int]? = nil) {
            self.kind = kind
            self.from = from
            self.to = to
            self.axes = axes
        }

        /// Whether the rule has something to say about a name.
        func matches(_ name: String) -> Bool {
            switch kind {
            case .exact, .dropExact: name.utf8.elementsEqual(from.utf8)
            case .prefix, .dropPrefix: name.utf8.starts(with: from.utf8)
            case .suffix, .dropSuffix, .dropUnitAxes: matchesEnd(of: name)
            }
        }

        /// The name after this rule; nil when it is dropped.
        func applied(to name: String) -> String? {
            let bytes = name.utf8
            switch kind {
            case .exact: return bytes.elementsEqual(from.utf8) ? to ?? "" : name
            case .prefix:
                guard bytes.starts(with: from.utf8) else { return name }
                return (to ?? "") + Self.text(bytes.dropFirst(from.utf8.count))
            case .suffix:
                guard matchesEnd(of: name) else { return name }
                return Self.text(bytes.dropLast(from.utf8.count)) + (to ?? "")
            case .dropUnitAxes: return name
            case .dropExact: return bytes.elementsEqual(from.utf8) ? nil : name
            case .dropPrefix: return bytes.starts(with: from.utf8) ? nil : name
            case .dropSuffix:
                return matchesEnd(of: name) ? nil : name
            }
        }

        /// Whether a name ends with `from`.
        func matchesEnd(of name: String) -> Bool {
            name.utf8.reversed().starts(with: from.utf8.reversed())
        }

        /// A rule may cut between a letter and its combining accent, never inside a scalar:
        /// both parts of a match are whole scalars.
        private static func text(_ bytes: Substring.UTF8View) -> String {
            String(decoding: bytes, as: UTF8.self)
        }
    }

    /// The rules in the order of their application.
    public let rules: [Rule]
    /// Tensors that become one, before the rules see their names.
    public let joins: [Join]

    /// Makes a map of rules and joins; without any, every name stays.
    public init(_ rules: [Rule] = [], joins: [Join] = []) {
        self.rules = rules
        self.joins = joins
    }

    private enum CodingKeys: CodingKey {
        case rules, joins
    }

    /// Reads a map; joins may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try fields.decode([Rule].self, forKey: .rules),
            joins: try fields.decodeIfPresent([Join].self, forKey: .joins) ?? []
        )
    }

    /// A map that strips one prefix, such as the `module.` of data-parallel training.
    public static func stripping(prefix: String) -> KeyMap {
        KeyMap([Rule(.prefix, from: prefix, to: "")])
    }

    /// The name after all rules; nil when one of them drops it.
    public func applied(to name: String) -> String? {
        rules.reduce(name as String?) { name, rule in name.flatMap(rule.applied(to:)) }
    }
}
