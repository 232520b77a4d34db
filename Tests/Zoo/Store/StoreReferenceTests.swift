import FrankenBundle
import FrankenCrypto
import FrankenStore
import Testing

@Suite("References")
struct StoreReferenceTests {
    @Test("Names, tags and digests are understood")
    func forms() throws {
        let hex = String(repeating: "ab", count: 32)
        let both = try StoreReference("swin-b@sha256:\(hex)")
        #expect(both.name?.text == "swin-b")
        #expect(both.digits == hex)
        #expect(try StoreReference("swin-b:1.2.0-rc.1+x").tag?.text == "1.2.0-rc.1+x")
        #expect(try StoreReference("sha256:abcdef0").digits == "abcdef0")
        #expect(try StoreReference("wide_resnet50_2").digits == nil)
        // It may be a name or a digest.
        #expect(try StoreReference("abcdef0").name?.text == "abcdef0")
        #expect(try StoreReference("abcdef0").digits == "abcdef0")
        #expect(try StoreReference("0123456").name == nil)
    }

    @Test(
        "What is no reference never becomes a path",
        arguments: [
            "", ".", "..", "../x", "a/b", "/etc/passwd", "a:", ":1", "a:..", "a:.x", "a:b/c",
            "a@", "a@sha256:", "a@sha256:xyz", "a@sha512:abcdef01", "sha256:", "sha256:../../x",
            "sha256:ABCDEF01", "a b", "a\0b", "a\nb", "-a", "_a", "1a", "a:b_c", "é", "a\u{301}",
            "a:1\0", "sha256:\(String(repeating: "a", count: 65))",
            String(repeating: "a", count: 97), "a:\(String(repeating: "b", count: 129))",
            "a\u{202E}b", "~", "~root", "$HOME", "a*", "a?", "%2e%2e", "a\\b", "C:\\x", "CON:",
            "a:b:c", "a@b@c", "//", "a//b", "./a", "a/", "a\r", "\u{FEFF}a", "a\u{200B}", "٣a",
            "sha256:abcdeg0", "sha256:abcdef", "a@sha256:abcdef", "ａ", "a;b", "a|b", "`a`", "a'b",
        ]
    )
    func hostile(text: String) {
        #expect(throws: StoreError(.malformedReference, "")) { try StoreReference(text) }
    }

    @Test("Versions are ordered as semantic versioning says")
    func versions() {
        let order = [
            "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
            "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0",
            "1.18446744073709551616.0",
        ]
        for (left, first) in order.enumerated() {
            for (right, second) in order.enumerated() {
                #expect(VersionOrder.precedes(first, second) == (left < right))
            }
        }
        #expect(!VersionOrder.precedes("1.0.0+a", "1.0.0+b"))
    }

    @Test("A name means its newest version, a digest its bundle, a slip gets suggestions")
    func resolve() throws {
        let scratch = try ScratchFolder()
        let store = try Store.open(at: scratch.file("store"))
        for version in ["1.9.0", "1.10.0", "1.10.0-rc.1"] {
            try SampleBundle("swin-b", version).install(into: store)
        }
        #expect(try store.resolve("swin-b").version.text == "1.10.0")
        #expect(try store.resolve("swin-b:1.9.0").version.text == "1.9.0")
        let digest = try SampleBundle("swin-b", "1.9.0").manifestDigest()
        for text in ["\(digest)", digest.short, "swin-b@\(digest)", "sha256:\(digest.short)"] {
            #expect(try store.resolve(text).version.text == "1.9.0", "\(text)")
        }
        try SampleBundle("swin-b", "1.9.0").install(into: store, tag: "latest")
        #expect(try store.resolve("swin-b").version.text == "1.9.0")
        // Two tags of one bundle are not ambiguous.
        #expect(try store.resolve("\(digest)").manifest.digest == digest)

        let typo = #expect(throws: StoreError.self) { try store.resolve("swim-b") }
        #expect(typo?.code == .notInstalled)
        #expect(typo?.suggestions == ["swin-b"])
        let version = #expect(throws: StoreError.self) { try store.resolve("swin-b:9.9.9") }
        #expect(version?.suggestions.contains("swin-b:1.10.0") == true)
        #expect(throws: StoreError(.notInstalled, "")) { try store.resolve("0000000") }
    }
}
