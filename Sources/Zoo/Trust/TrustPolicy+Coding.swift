extension TrustPolicy: Codable {
    private enum Key: String, CodingKey {
        case schema, mode = "default", keys, rules, licenses
    }

    /// Reads the fields of `trust.json`.
    ///
    /// - Throws: The decoder's error or ``TrustError``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let schema = try values.decode(String.self, forKey: .schema)
        guard schema == Self.schema else {
            throw TrustError(
                .unsupportedVersion,
                "expected the schema '\(Self.schema)', found '\(schema.prefix(40))'. Update zoo, "
                    + "or write the file again."
            )
        }
        defaultMode = try values.decodeIfPresent(TrustMode.self, forKey: .mode) ?? .warn
        keys = try values.decodeIfPresent([NamedKey].self, forKey: .keys) ?? []
        rules = try values.decodeIfPresent([Rule].self, forKey: .rules) ?? []
        licenses = try values.decodeIfPresent([String].self, forKey: .licenses)
        let names = keys.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw TrustError(.malformedPolicy, "two keys are called '\(twice.prefix(80))'.")
        }
        for name in names { _ = try SubjectName(name) }
        try Self.check(rules, keys: keys)
    }

    /// Writes the fields of `trust.json`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(Self.schema, forKey: .schema)
        try values.encode(defaultMode, forKey: .mode)
        try values.encode(keys, forKey: .keys)
        try values.encode(rules, forKey: .rules)
        try values.encodeIfPresent(licenses, forKey: .licenses)
    }
}

extension TrustPolicy.Rule: Codable {
    private enum Key: String, CodingKey {
        case pattern, mode, keys
    }

    /// Reads a rule; without a mode it enforces.
    ///
    /// - Throws: The decoder's error or ``TrustError``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            pattern: try NamePattern(values.decode(String.self, forKey: .pattern)),
            mode: try values.decodeIfPresent(TrustMode.self, forKey: .mode) ?? .enforce,
            keys: try values.decodeIfPresent([String].self, forKey: .keys) ?? []
        )
    }

    /// Writes a rule.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(pattern.text, forKey: .pattern)
        try values.encode(mode, forKey: .mode)
        if !keys.isEmpty { try values.encode(keys, forKey: .keys) }
    }
}
