import FrankenBundle
import FrankenCrypto
import Testing

@Suite("References to registries")
struct RegistryReferenceTests {
    private let digest = "sha256:" + String(repeating: "ab", count: 32)

    @Test("A reference reads as host, repository, tag and digest, and is written as it was")
    func parts() throws {
        let text = "oci://Registry.example.org:5000/zoo/swin-b__x:1.2.0@\(digest)"
        let reference = try RegistryReference(text)
        #expect(reference.host == "registry.example.org")
        #expect(reference.port == 5000)
        #expect(reference.repository == "zoo/swin-b__x")
        #expect(reference.tag == "1.2.0")
        #expect(reference.digest?.description == digest)
        #expect(reference.version == digest)
        #expect(reference.description == text.replacing("Registry", with: "registry"))
        #expect(try RegistryReference("oci://[::1]:5000/a").version == "latest")
    }

    @Test("What is no reference is refused")
    func refused() {
        for text in [
            "", "oci://", "oci://host", "oci://host/", "host/zoo", "https://host/zoo", "oci:///zoo",
            "oci://user@host/zoo", "oci://host/Zoo", "oci://host/zoo//x", "oci://host/zoo/",
            "oci://host/../x", "oci://host/zoo/..", "oci://host/-zoo", "oci://host/zoo-",
            "oci://host/a...b", "oci://host/a___b", "oci://host/a._b", "oci://host/zoo:",
            "oci://host/zoo:.x", "oci://host/zoo:a/b", "oci://host/zoo:a:b", "oci://host/zoo@",
            "oci://host/zoo@sha256:12",
            "oci://host/zoo@sha512:" + String(repeating: "a", count: 128),
            "oci://host/zoo@\(digest.uppercased())", "oci://host/zoo?x=1", "oci://host/zoo#x",
            "oci://host/zoo%2fx", "oci://host/z o", "oci://host/zoo\n", "oci://host/zoo\u{0}",
            "oci://hôst/zoo", "oci://host:0/zoo", "oci://host:99999/zoo", "oci://127.1/zoo",
            "oci://host/" + String(repeating: "a", count: 256),
            "oci://host/zoo:" + String(repeating: "a", count: 129),
        ] {
            #expect(throws: BundleError(.malformedReference, ""), "\(text.debugDescription)") {
                try RegistryReference(text)
            }
        }
    }
}
