import FrankenBundle
import FrankenCrypto
import Testing

@Suite("Names, versions and references")
struct ReferenceTests {
    @Test(
        "Names of the taxonomy are names",
        arguments: [
            "swin-b", "resnet101", "convnext_tiny.fb_in22k", "a", "a__b", "x--y", "vit-b-16",
        ]
    )
    func names(text: String) throws {
        #expect(try BundleName(text).text == text)
    }

    @Test(
        "What could be a path, an option, two names or unprintable is no name",
        arguments: [
            "", "..", ".", "a/b", "/a", "-a", "a-", "a..b", "a.", ".a", "_a", "a___b", "a._b", "A",
            "Swin", "1a", "a b", "a\nb", "a\0b", "a\u{1B}", "é", "a:b", "a@b", "a+b", "a\\b", "~",
            String(repeating: "a", count: 97),
        ]
    )
    func notNames(text: String) {
        let error = #expect(throws: BundleError(.malformedReference, "")) { try BundleName(text) }
        #expect(error?.message.unicodeScalars.contains { $0.value < 0x20 } == false)
    }

    @Test("Versions are ordered as Semantic Versioning says")
    func order() throws {
        let texts = [
            "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
            "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0",
            "2.0.0",
        ]
        let versions = try texts.map { try BundleVersion($0) }
        for (left, right) in zip(versions, versions.dropFirst()) {
            #expect(left < right && !(right < left), "\(left) \(right)")
        }
        #expect(versions.map(\.description) == texts)
        #expect(try BundleVersion("1.0.0-a-b.-1").prerelease == ["a-b", "-1"])
    }

    @Test(
        "What is no version is refused",
        arguments: [
            "", "1", "1.2", "1.2.3.4", "01.2.3", "1.02.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b",
            "1.2.3+b", "v1.2.3", "-1.2.3", "1.2.9223372036854775808", "1.2.3 ", "1.2.3-é", "１.2.3",
            "1.2.3-" + String(repeating: "a", count: 128), "1.2.03", "1.2.3+build", "1.2.x", "1..3",
            "18446744073709551616.0.0",
        ]
    )
    func notVersions(text: String) {
        #expect(throws: BundleError(.malformedReference, "")) { try BundleVersion(text) }
    }

    @Test("References have a name, perhaps a tag, perhaps a digest")
    func references() throws {
        let digest = try SHA256Hasher.digest(of: [1])
        for text in ["swin-b", "swin-b:1.2.0", "swin-b@\(digest)", "swin-b:latest@\(digest)"] {
            #expect(try BundleReference(text).description == text)
        }
        let reference = try BundleReference("swin-b:1.2.0-rc.1@\(digest)")
        #expect(reference.name?.text == "swin-b" && reference.digest == digest)
        #expect(try reference.version == BundleVersion("1.2.0-rc.1"))
        #expect(try BundleReference("swin-b:latest").version == nil)
        #expect(try BundleReference("sha256:abcdef0").digits == "abcdef0")
        #expect(try BundleReference("swin-b@sha256:abcdef0").digits == "abcdef0")
        #expect(try BundleReference("wide_resnet50_2").digits == nil)
        // It may be a name or a digest.
        let either = try BundleReference("abcdef0")
        #expect(either.name?.text == "abcdef0" && either.digits == "abcdef0")
        #expect(either.isNameOrDigits && either.description == "abcdef0")
        #expect(try BundleReference("0123456").name == nil)
    }

    @Test(
        "What is no reference is refused",
        arguments: [
            "", ":1", "a:", "a:.1", "a:-1", "a:1:2", "a@", "a@sha256:12", "a@sha512:12", "a:1/2",
            "a:../x", "a@sha256:../../etc/passwd", "a:" + String(repeating: "1", count: 129),
            "a@sha256:" + String(repeating: "A", count: 64),
        ]
    )
    func notReferences(text: String) {
        #expect(throws: BundleError(.malformedReference, "")) { try BundleReference(text) }
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
        #expect(throws: BundleError(.malformedReference, "")) { try BundleReference(text) }
    }
}
