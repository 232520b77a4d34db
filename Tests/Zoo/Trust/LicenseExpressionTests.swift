import FrankenFailures
import FrankenTrust
import Testing

@Suite("Licences")
struct LicenseExpressionTests {
    @Test("An expression is allowed when one of its alternatives is")
    func alternatives() throws {
        let allowed: Set<String> = ["MIT", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"]
        let cases = [
            ("MIT", true), ("Apache-2.0", false), ("MIT OR GPL-3.0-only", true),
            ("MIT AND GPL-3.0-only", false), ("MIT AND BSD-3-Clause", true),
            ("GPL-3.0-only OR MIT AND BSD-3-Clause", true),
            ("(GPL-3.0-only OR MIT) AND BSD-3-Clause", true),
            ("(GPL-3.0-only OR MIT) AND ISC", false), ("Apache-2.0 WITH LLVM-exception", true),
            ("MIT WITH LLVM-exception", false), ("mit", true),
            ("apache-2.0 WITH llvm-EXCEPTION", true),
        ]
        for (text, isAllowed) in cases {
            #expect(try LicenseExpression(text).isSatisfied(by: allowed) == isAllowed, "\(text)")
        }
    }

    @Test("Texts that are no expression are refused, also deep and long ones")
    func malformed() {
        let deep = String(repeating: "(", count: 200) + "MIT" + String(repeating: ")", count: 200)
        let texts = [
            "", " ", "MIT OR", "OR MIT", "MIT MIT", "(MIT", "MIT)", "()", "MIT WITH",
            "MIT,BSD", "MIT\u{1B}", "é", deep, String(repeating: "MIT OR ", count: 100) + "MIT",
        ]
        for text in texts {
            #expect(throws: TrustError(.malformedText, "")) { try LicenseExpression(text) }
        }
    }

    @Test("A policy with licences allows bundles whose parts are all under them")
    func policy() throws {
        var policy = TrustPolicy()
        try policy.check(licenses: ["whatever"], of: "swin-b")
        policy.licenses = ["MIT", "BSD-3-Clause"]
        try policy.check(licenses: ["MIT", "MIT OR GPL-3.0-only"], of: "swin-b")
        for refused in [[], ["MIT", "Apache-2.0"], ["MIT", ""]] {
            let error = #expect(throws: TrustError.self) {
                try policy.check(licenses: refused, of: "swin-b")
            }
            #expect(error?.code == .licenseNotAllowed)
            #expect(error?.kind == .refused)
        }
    }
}
