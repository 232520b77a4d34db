import FrankenCatalog
import FrankenFailures
import Testing

@Suite("Hostile indexes")
struct HostileIndexTests {
    /// A well-formed index as text, with places where a case puts something else.
    static func text(
        head: String = #""schema": "zoo.index/1", "name": "zoo", "version": 3"#,
        times: String = #""created": "2026-11-22T12:00:00Z", "expires": "2027-11-22T12:00:00Z""#,
        name: String = #""swin-t""#,
        version: String = #""1.0.0""#,
        manifest: String = "\"\(Sample.digest)\"",
        manifestSize: String = "4000",
        sizes: String = #"{"encoder": 570000, "tail": 4}"#,
        sources: String = #"["bundles/a.zoo"]"#,
        licenses: String = #"[{"component": "tail", "spdx": "MIT"}]"#,
        extra: String = "",
        second: String = "",
        tail: String = ""
    ) -> String {
        """
        {\(head), \(times), "bundles": [{"name": \(name), "version": \(version), "training": \
        "trained", "taxonomy": {"archetype": "a", "family": "f", "relative": "r"}, "manifest": \
        \(manifest), "manifestSize": \(manifestSize), "encoder": "\(Sample.digest)", "sizes": \
        \(sizes), "sources": \(sources), "licenses": \(licenses)\(extra)}\(second)]}\(tail)
        """
    }

    static func source(_ text: String) -> String { Self.text(sources: "[\"\(text)\"]") }

    static let malformed: [(String, String)] = [
        ("a name twice", text(extra: #", "name": "b""#)),
        ("a name twice, once escaped", text(extra: #", "n\u0061me": "b""#)),
        (
            "schema twice",
            text(
                head:
                    #""schema": "zoo.index/1", "schema": "zoo.index/1", "name": "z", "version": 1"#
            )
        ),
        ("a field missing", text(head: #""schema": "zoo.index/1", "name": "zoo""#)),
        (
            "no bundles",
            #"{"schema": "zoo.index/1", "name": "z", "version": 1, "created": "2026-11-22T12:00:00Z", "expires": "2027-11-22T12:00:00Z"}"#
        ),
        (
            "a version that is text",
            text(head: #""schema": "zoo.index/1", "name": "z", "version": "3""#)
        ),
        (
            "a version of 2^63",
            text(head: #""schema": "zoo.index/1", "name": "z", "version": 9223372036854775808"#)
        ),
        (
            "a version of 2^64",
            text(head: #""schema": "zoo.index/1", "name": "z", "version": 18446744073709551616"#)
        ),
        ("a version of -0", text(head: #""schema": "zoo.index/1", "name": "z", "version": -0"#)),
        ("a version of 1.0", text(head: #""schema": "zoo.index/1", "name": "z", "version": 1.0"#)),
        ("a version of 1e3", text(head: #""schema": "zoo.index/1", "name": "z", "version": 1e3"#)),
        ("a version below 0", text(head: #""schema": "zoo.index/1", "name": "z", "version": -1"#)),
        ("a bundle's version without a patch", text(version: #""1.0""#)),
        ("a name with a path", text(name: #""../swin""#)),
        ("an empty name", text(name: #""""#)),
        ("a name with a line feed", text(name: #""swin\nb""#)),
        ("a name with NUL", text(name: #""swin\u0000b""#)),
        ("a name that clears the terminal", text(name: #""\u001b[2J""#)),
        ("a name of 97 letters", text(name: "\"" + String(repeating: "a", count: 97) + "\"")),
        ("a name with an accent", text(name: #""é""#)),
        ("a name that is an option", text(name: #""-rf""#)),
        ("a digest in capitals", text(manifest: "\"" + Sample.digest.uppercased() + "\"")),
        ("a digest that is too short", text(manifest: "\"\(Sample.digest.dropLast())\"")),
        ("a digest that is too long", text(manifest: "\"\(Sample.digest)0\"")),
        ("a digest that is a path", text(manifest: #""sha256:../../etc/passwd""#)),
        ("a digest of another kind", text(manifest: "\"md5:00\"")),
        ("a manifest without bytes", text(manifestSize: "0")),
        ("a manifest of 5 MiB", text(manifestSize: "5242880")),
        ("a negative size", text(sizes: #"{"tail": -1}"#)),
        ("a size beyond 2^40", text(sizes: #"{"tail": 1099511627777}"#)),
        ("sizes that are an array", text(sizes: "[1]")),
        ("a size that is null", text(sizes: #"{"tail": null}"#)),
        ("a role with a path", text(sizes: #"{"../tail": 1}"#)),
        ("no licence", text(licenses: "[]")),
        ("a licence that is none", text(licenses: #"[{"component": "tail", "spdx": "MIT OR"}]"#)),
        ("no source", text(sources: "[]")),
        (
            "17 sources",
            text(sources: "[" + Array(repeating: "\"a\"", count: 17).joined(separator: ",") + "]")
        ),
        ("a source above the folder", source("../a.zoo")),
        ("a source above the folder, later", source("a/../../b")),
        ("an absolute source", source("/etc/passwd")),
        ("a source with a backslash", source(#"a\\b"#)),
        ("a source with an escape", source("%2e%2e/a")),
        ("a hidden source", source(".ssh/id")),
        ("a source with an empty part", source("a//b")),
        ("a source that ends with a slash", source("a/")),
        ("a source that is a point", source(".")),
        ("a source that is a device", source("con.zoo")),
        ("a source on a drive", source("C:/a.zoo")),
        ("a home folder", source("~/a.zoo")),
        ("17 levels", source(Array(repeating: "a", count: 17).joined(separator: "/"))),
        ("file://", source("file:///etc/passwd")),
        ("plain http", source("http://example.org/a.zoo")),
        ("http that looks local", source("http://127.0.0.1.example.org/a")),
        ("a user in the address", source("https://user@example.org/a")),
        ("a fragment", source("https://example.org/a#b")),
        ("a query", source("https://example.org/a?b=c")),
        ("a way up in the address", source("https://example.org/a/../b")),
        ("a port out of range", source("https://example.org:65536/a")),
        ("an address without a host", source("https:///a")),
        ("another scheme", source("ftp://example.org/a")),
        ("a registry without a repository", source("oci://example.org")),
        ("a registry's tag with a slash", source("oci://example.org/a:b/c")),
        ("a registry's broken digest", source("oci://example.org/a@sha256:00")),
        (
            "expires before it was made",
            text(times: #""created": "2026-11-22T12:00:00Z", "expires": "2026-11-22T12:00:00Z""#)
        ),
        (
            "a time that is none",
            text(times: #""created": "2026-02-30T12:00:00Z", "expires": "2027-11-22T12:00:00Z""#)
        ),
        ("the same bundle twice", text(second: "," + entryOnly(#""swin-t""#))),
        ("the same but for case", text(second: "," + entryOnly(#""Swin-T""#))),
        (
            "an alias of another bundle",
            text(second: "," + entryOnly(#""b""#, extra: #", "aliases": ["swin-t"]"#))
        ),
        (
            "a recipe of a bundle's name",
            text().dropLast()
                + #", "recipes": [{"name": "SWIN-T", "taxonomy": {"archetype": "a", "family": "f", "relative": "r"}, "missing": ["tail"]}]}"#
        ),
        (
            "a recipe that misses nothing",
            text().dropLast()
                + #", "recipes": [{"name": "b", "taxonomy": {"archetype": "a", "family": "f", "relative": "r"}, "missing": []}]}"#
        ),
        (
            "a recipe with an unknown part",
            text().dropLast()
                + #", "recipes": [{"name": "b", "taxonomy": {"archetype": "a", "family": "f", "relative": "r"}, "missing": ["shell"]}]}"#
        ),
        (
            "a recipe with a command in its name",
            text().dropLast()
                + #", "recipes": [{"name": "b; rm -rf ~", "taxonomy": {"archetype": "a", "family": "f", "relative": "r"}, "missing": ["tail"]}]}"#
        ),
        (
            "a metric above 1",
            text(extra: #", "metrics": [{"dataset": "d", "split": "s", "n": 1, "top1": 1.5}]"#)
        ),
        (
            "a metric of nothing",
            text(extra: #", "metrics": [{"dataset": "d", "split": "s", "n": 0, "top1": 0.5}]"#)
        ),
        (
            "a metric beyond all numbers",
            text(extra: #", "metrics": [{"dataset": "d", "split": "s", "n": 1, "top1": 1e999}]"#)
        ),
        ("a summary with two lines", text(extra: #", "summary": "a\nb""#)),
        ("a summary that turns around", text(extra: #", "summary": "a\u202eb""#)),
        (
            "a summary of 401 letters",
            text(extra: #", "summary": ""# + String(repeating: "a", count: 401) + "\"")
        ),
        ("training that is a guess", text(extra: "").replacing("\"trained\"", with: "\"maybe\"")),
        (
            "65 levels",
            text(
                extra: ", \"x\": " + String(repeating: "[", count: 65)
                    + String(repeating: "]", count: 65)
            )
        ),
        ("bytes behind the end", text(tail: " x")),
        ("NUL behind the end", text(tail: "\u{0}")),
        ("a mark in front", "\u{FEFF}" + text()),
        ("half a surrogate", text(name: #""\ud800""#)),
        ("a trailing comma", text(extra: ",")),
        ("a comment", "// x\n" + text()),
        ("nothing", ""), ("an array", "[]"), ("null", "null"),
    ]

    static func entryOnly(_ name: String, extra: String = "") -> String {
        let whole = text(name: name, extra: extra)
        guard let start = whole.firstRange(of: "[{")?.lowerBound else { return "" }
        return String(whole[whole.index(after: start)...].dropLast(2))
    }

    @Test("The index that the others are made from is read")
    func good() throws {
        let catalog = try Catalog(bytes: Array(Self.text().utf8))
        #expect(catalog.entries.map(\.name) == ["swin-t"])
        let two = Self.text(second: "," + Self.entryOnly(#""b""#))
        #expect(try Catalog(bytes: Array(two.utf8)).entries.count == 2)
        #expect(Self.malformed.count >= 60)
    }

    @Test("Every malformed index is refused", arguments: malformed)
    func refused(name: String, text: String) {
        let error = #expect(throws: CatalogError.self, "\(name)") {
            try Catalog(bytes: Array(text.utf8))
        }
        #expect(error?.code == .malformedIndex, "\(name)")
        #expect(error?.kind == .badInput)
        #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A } == true)
    }

    @Test(
        "Another major version of the schema is refused before anything else is read",
        arguments: [
            "zoo.index/2", "zoo.index/10", "zoo.index/", "zoo.index/1x", "zoo.bundle/1", "",
        ]
    )
    func schemas(schema: String) {
        let text = #"{"schema": "\#(schema)", "surprise": true}"#
        #expect(throws: CatalogError(.unsupportedVersion, "")) {
            try Catalog(bytes: Array(text.utf8))
        }
    }

    @Test("Bytes that are no UTF-8, UTF-16 and 16 MiB and a byte are refused")
    func encodings() {
        let text = Self.text()
        var broken = Array(text.utf8)
        broken[30] = 0xFF
        let wide = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let long =
            Array(text.utf8)
            + [UInt8](repeating: 0x20, count: Catalog.largestByteCount + 1 - text.utf8.count)
        for bytes in [broken, wide, [0xFF, 0xFE] + wide, long] {
            #expect(throws: CatalogError(.malformedIndex, "")) { try Catalog(bytes: bytes) }
        }
        #expect(throws: Never.self) { try Catalog(bytes: Array(long.dropLast())) }
    }

    @Test("Every prefix of an index is refused")
    func prefixes() {
        let bytes = Array(Self.text().utf8)
        for count in bytes.indices {
            #expect(throws: CatalogError(.malformedIndex, "")) {
                try Catalog(bytes: Array(bytes.prefix(count)))
            }
        }
    }
}
