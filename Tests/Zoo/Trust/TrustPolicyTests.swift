import FrankenFailures
import FrankenTrust
import Testing

@Suite("The policy file")
struct TrustPolicyTests {
    static func policy(_ text: String) throws -> TrustPolicy {
        try TrustPolicy(bytes: Array(text.utf8))
    }

    @Test("A policy reads back and comes out the same")
    func roundTrip() throws {
        let key = try SigningKey.generate().publicKey
        let text = """
            {"schema": "zoo.trust/1", "default": "off",
             "keys": [{"name": "release", "key": "\(key)"}],
             "rules": [{"pattern": "swin-*", "keys": ["release"]},
                       {"pattern": "*", "mode": "warn"}],
             "licenses": ["MIT"]}
            """
        let policy = try Self.policy(text)
        #expect(policy.defaultMode == .off)
        #expect(policy.keys.map(\.key) == [key])
        #expect(policy.rules.map(\.mode) == [.enforce, .warn])
        #expect(policy.licenses == ["MIT"])
        #expect(try TrustPolicy(bytes: policy.bytes()) == policy)
        #expect(try policy.rule(for: SubjectName("swin-b"))?.pattern.text == "swin-*")
        #expect(try policy.rule(for: SubjectName("Swin-b"))?.pattern.text == "*")
        #expect(policy.name(of: key) == "release")
    }

    @Test(
        "Policies with a mistake are refused, with the place of it",
        arguments: [
            ("{", "line 1"), (#"{"schema":"zoo.trust/2"}"#, "zoo.trust/1"),
            (#"{"schema":"zoo.trust/1","defualt":"warn"}"#, "defualt"),
            (#"{"schema":"zoo.trust/1","default":"maybe"}"#, "line 1, column"),
            (#"{"schema":"zoo.trust/1","rules":[{"pattern":"a b"}]}"#, "pattern"),
            (#"{"schema":"zoo.trust/1","rules":[{"pattern":""}]}"#, "pattern"),
            (#"{"schema":"zoo.trust/1","rules":[{"pattern":"a","keys":["x"]}]}"#, "'x'"),
            (#"{"schema":"zoo.trust/1","keys":[{"name":"a","key":"RWQ"}]}"#, "public key"),
            (#"{"schema":"zoo.trust/1","rules":[{"pattern":"a","pattern":"b"}]}"#, "pattern"),
            (#"{}"#, "schema"), ("", "trust.json"),
        ]
    )
    func mistakes(text: String, mentions: String) throws {
        let error = #expect(throws: TrustError.self) { try Self.policy(text) }
        #expect(error?.code == .malformedPolicy)
        #expect(error?.kind == .badConfiguration)
        #expect(error?.message.contains(mentions) == true, "\(error?.message ?? "")")
    }

    @Test("Keys and rules are added and removed without widening what is trusted")
    func changes() throws {
        let (first, second) = (
            try SigningKey.generate().publicKey, try SigningKey.generate().publicKey
        )
        var policy = TrustPolicy()
        try policy.add(key: first, name: "first")
        try policy.add(key: first, name: "first")
        #expect(policy.keys.count == 1)
        #expect(throws: TrustError(.alreadyExists, "")) {
            try policy.add(key: second, name: "first")
        }
        #expect(throws: TrustError(.malformedText, "")) { try policy.add(key: second, name: "a b") }
        let pattern = try NamePattern("swin-*")
        #expect(throws: TrustError(.notFound, "")) {
            try policy.set(TrustPolicy.Rule(pattern: pattern, mode: .enforce, keys: ["second"]))
        }
        try policy.add(key: second, name: "second")
        try policy.set(
            TrustPolicy.Rule(pattern: pattern, mode: .enforce, keys: ["first", "second"])
        )
        try policy.set(TrustPolicy.Rule(pattern: NamePattern("*"), mode: .warn))
        #expect(policy.rules.map(\.pattern.text) == ["*", "swin-*"])
        try policy.removeKey(named: "first")
        #expect(policy.rules[1].keys == ["second"])
        #expect(throws: TrustError(.keyNotAllowed, "")) { try policy.removeKey(named: "second") }
        let removals = [policy.removeRule(pattern), policy.removeRule(pattern)]
        #expect(removals == [true, false])
        try policy.removeKey(named: "second")
        #expect(throws: TrustError(.notFound, "")) { try policy.removeKey(named: "second") }
        #expect(policy.keys.isEmpty)
    }

    @Test("Patterns match whole names, exactly but for * and ?")
    func patterns() throws {
        let cases: [(String, String, Bool)] = [
            ("*", "swin-b", true), ("swin-*", "swin-b", true), ("swin-?", "swin-b", true),
            ("swin-?", "swin-", false), ("swin", "swin-b", false), ("*b", "swin-b", true),
            ("s*w*n*", "swin-b", true), ("s*x*", "swin-b", false), ("SWIN-B", "swin-b", false),
            ("host/*", "host/a/b", true), ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false),
        ]
        for (pattern, name, matches) in cases {
            #expect(try NamePattern(pattern).matches(SubjectName(name)) == matches, "\(pattern)")
        }
        let names = [
            "", ".a", "a/", "/a", "a//b", "a b", "a\n", "é", "..", "a/../b", "-a",
            String(repeating: "a", count: 129),
        ]
        for name in names {
            #expect(throws: TrustError(.malformedText, "")) { try SubjectName(name) }
        }
    }
}
