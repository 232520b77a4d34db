internal import FrankenBytes

/// Whom this machine trusts: the file `trust.json`.
///
/// ```json
/// {
///   "schema": "zoo.trust/1",
///   "default": "warn",
///   "keys": [{"name": "zoo-release", "key": "RWQ…"}],
///   "rules": [{"pattern": "swin-*", "mode": "enforce", "keys": ["zoo-release"]}],
///   "licenses": ["MIT", "BSD-3-Clause"]
/// }
/// ```
///
/// The first rule whose pattern matches a name decides; without one, `default` does.
public struct TrustPolicy: Sendable, Hashable {
    /// The schema that is read and written.
    public static let schema = "zoo.trust/1"
    /// The longest file that is read, in bytes.
    public static let largestByteCount = 1 << 20

    /// A key and what people call it.
    public struct NamedKey: Sendable, Hashable, Codable {
        /// What rules and messages call the key.
        public let name: String
        /// The key.
        public let key: PublicKey

        /// A key and its name.
        public init(name: String, key: PublicKey) {
            self.name = name
            self.key = key
        }
    }

    /// What holds for names that match a pattern.
    public struct Rule: Sendable, Hashable {
        /// Which names.
        public let pattern: NamePattern
        /// How much their signatures matter.
        public let mode: TrustMode
        /// Names of the keys that may sign; any key of the ring may when there are none.
        public let keys: [String]

        /// All fields.
        public init(pattern: NamePattern, mode: TrustMode, keys: [String] = []) {
            self.pattern = pattern
            self.mode = mode
            self.keys = keys
        }
    }

    /// What holds for names that no rule matches.
    public var defaultMode: TrustMode
    /// The key ring.
    public internal(set) var keys: [NamedKey]
    /// The rules, in the order in which they are tried.
    public internal(set) var rules: [Rule]
    /// SPDX identifiers of the licences that may be installed; `nil` for all.
    public var licenses: [String]?

    /// The policy of a machine without `trust.json`: warn, no keys, no rules.
    public init() {
        defaultMode = .warn
        keys = []
        rules = []
        licenses = nil
    }

    /// Reads `trust.json`.
    ///
    /// - Parameter bytes: The whole file.
    /// - Throws: ``TrustError`` with code `.malformedPolicy`, naming line and column; also for
    ///   another schema.
    public init(bytes: [UInt8]) throws(TrustError) {
        let limits = JSONParser.Limits(
            depth: 8,
            byteCount: Self.largestByteCount,
            valueCount: 100_000
        )
        do throws(JSONError) {
            self = try StrictJSONDecoder(limits: limits).decode(from: bytes)
        } catch {
            throw TrustError(.malformedPolicy, "trust.json: \(error)")
        }
    }

    /// Reads the file, or gives the policy of a machine without one.
    ///
    /// - Throws: As ``init(bytes:)``, and `.system`.
    public static func load(_ path: String) throws(TrustError) -> TrustPolicy {
        let bytes: [UInt8]
        do throws(TrustError) {
            bytes = try TrustFile.read(path, limit: largestByteCount)
        } catch {
            guard error.code == .notFound else { throw error }
            return TrustPolicy()
        }
        return try TrustPolicy(bytes: bytes)
    }

    /// Writes the file, all at once, and the folder it lies in.
    ///
    /// - Throws: ``TrustError`` with code `.system`.
    public func save(to path: String) throws(TrustError) {
        try TrustFile.createFolders(of: path)
        try TrustFile.replace(path, bytes: bytes())
    }

    /// The bytes of the file: the same for equal policies.
    ///
    /// - Throws: ``TrustError`` with code `.malformedPolicy` for text that JSON cannot hold.
    public func bytes() throws(TrustError) -> [UInt8] {
        do throws(JSONError) {
            return try StableJSONEncoder(.pretty).encode(self)
        } catch {
            throw TrustError(.malformedPolicy, "trust.json: \(error)")
        }
    }

    /// Checks that the licences of a bundle are all among ``licenses``.
    ///
    /// - Parameters:
    ///   - expressions: SPDX expressions, such as `MIT` or `MIT OR Apache-2.0`; all must be allowed.
    ///   - name: The bundle's name, for the message.
    /// - Throws: ``TrustError`` with code `.licenseNotAllowed`, also when none is stated, and when
    ///   an expression is none.
    public func check(licenses expressions: [String], of name: String) throws(TrustError) {
        guard let licenses else { return }
        let allowed = Set(licenses)
        let isRefused = { (text: String) in
            (try? LicenseExpression(text))?.isSatisfied(by: allowed) != true
        }
        guard !expressions.isEmpty, let refused = expressions.first(where: isRefused) else {
            if !expressions.isEmpty { return }
            throw TrustError(
                .licenseNotAllowed,
                "'\(name)' states no licence, and trust.json allows some only."
            )
        }
        throw TrustError(
            .licenseNotAllowed,
            "'\(name)' has parts under '\(refused.prefix(80))', and trust.json allows "
                + "\(licenses.joined(separator: ", ")) only. Read the licence: zoo show \(name) "
                + "--license; to allow it, add it to \"licenses\"."
        )
    }

    /// The rule for a name; `nil` when ``defaultMode`` decides.
    public func rule(for name: SubjectName) -> Rule? {
        rules.first { $0.pattern.matches(name) }
    }

    /// What the ring calls a key; `nil` for a key that is not in it.
    public func name(of key: PublicKey) -> String? {
        keys.first { $0.key == key }?.name
    }

    /// Adds a key to the ring, under a name that no other key has.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText` for a name that is not one,
    ///   `.alreadyExists` when the name means another key.
    public mutating func add(key: PublicKey, name: String) throws(TrustError) {
        _ = try SubjectName(name)
        if let known = keys.first(where: { $0.name == name }) {
            guard known.key == key else {
                throw TrustError(
                    .alreadyExists,
                    "'\(name)' is the key \(known.key.id) already. Choose another name, or remove "
                        + "that key first: zoo trust remove \(name)"
                )
            }
            return
        }
        keys.append(NamedKey(name: name, key: key))
    }

    /// Removes a key from the ring and from all rules.
    ///
    /// A rule without keys allows every key of the ring, so the last key of a rule stays until the
    /// rule goes.
    ///
    /// - Throws: ``TrustError`` with code `.notFound` when no key has the name, `.keyNotAllowed`
    ///   when it is the only key of a rule.
    public mutating func removeKey(named name: String) throws(TrustError) {
        guard keys.contains(where: { $0.name == name }) else {
            throw TrustError(
                .notFound,
                "No key is called '\(name)'. Known: \(keys.map(\.name).joined(separator: ", "))."
            )
        }
        if let rule = rules.first(where: { $0.keys == [name] }) {
            throw TrustError(
                .keyNotAllowed,
                "'\(name)' is the only key of the rule for '\(rule.pattern)'. Remove the rule "
                    + "first: zoo trust rule '\(rule.pattern)' --remove"
            )
        }
        keys.removeAll { $0.name == name }
        rules = rules.map { rule in
            Rule(pattern: rule.pattern, mode: rule.mode, keys: rule.keys.filter { $0 != name })
        }
    }

    /// Adds a rule before all others, or replaces the one of the same pattern where it stands.
    ///
    /// - Throws: ``TrustError`` with code `.notFound` when it names a key that is not in the ring.
    public mutating func set(_ rule: Rule) throws(TrustError) {
        try Self.check([rule], keys: keys)
        if let position = rules.firstIndex(where: { $0.pattern == rule.pattern }) {
            rules[position] = rule
        } else {
            rules.insert(rule, at: 0)
        }
    }

    /// Removes the rule of a pattern; `false` when there is none.
    public mutating func removeRule(_ pattern: NamePattern) -> Bool {
        let count = rules.count
        rules.removeAll { $0.pattern == pattern }
        return rules.count < count
    }

    static func check(_ rules: [Rule], keys: [NamedKey]) throws(TrustError) {
        for rule in rules {
            for name in rule.keys where !keys.contains(where: { $0.name == name }) {
                throw TrustError(
                    .notFound,
                    "The rule for '\(rule.pattern)' names the key '\(name.prefix(80))', which is "
                        + "not in \"keys\"."
                )
            }
        }
    }
}
