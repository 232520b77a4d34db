import FrankenBundle
import FrankenCrypto
import FrankenStore
import Testing

@Suite("What a reference means in a store")
struct ResolveTests {
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
