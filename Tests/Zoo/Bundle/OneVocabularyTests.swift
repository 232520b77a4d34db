import FrankenBundle
import FrankenCrypto
import Testing

/// What several parsers of names, versions, tags and references took differently.
///
/// Each module had a grammar of its own; each difference is kept here, with what became of it.
@Suite("One vocabulary")
struct OneVocabularyTests {
    @Test("Numbers of a version end at 2^63 - 1, in signatures and indexes too")
    func largeNumbers() throws {
        // Signatures and indexes took numbers up to 2^64 - 1, and the store's order took any. No
        // bundle could ever be packed with one, so nothing that exists is refused now.
        #expect(try BundleVersion("9223372036854775807.0.0") > BundleVersion("2.0.0"))
        for text in [
            "9223372036854775808.0.0", "18446744073709551615.0.0", "1.0.0-9223372036854775808",
        ] {
            #expect(throws: BundleError(.malformedReference, "")) { try BundleVersion(text) }
        }
    }

    @Test("Tags have no '+', which no version has, and no '_', which no store could hold")
    func tags() throws {
        // The store took '+', which a version refuses: nothing with one could be installed. What
        // people type took '_', which the store refused: nothing with one could be found.
        for text in ["1.2.0+x", "1.2.0-rc.1+x", "my_tag", "_x"] {
            #expect(throws: BundleError(.malformedReference, "")) { try BundleTag(text) }
            #expect(throws: BundleError(.malformedReference, "")) {
                try BundleReference("swin-b:\(text)")
            }
        }
        // A registry's tags are its own.
        #expect(try RegistryReference("oci://host/zoo:my_tag").tag == "my_tag")
        for text in ["latest", "1.2.0-rc.1", "0a1b2c3d4e5f", String(repeating: "a", count: 128)] {
            #expect(try BundleTag(text).text == text)
        }
        let version = try BundleVersion("1.2.0-rc.1")
        #expect(BundleTag(version).version == version)
    }

    @Test("Versions and tags have one order")
    func order() throws {
        let rising = [
            "0.0.1", "0.9.9", "0.9.10", "0.10.2", "1.0.0-alpha", "1.0.0-alpha.1",
            "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
            "1.0.0", "1.2.0", "1.10.0", "2.0.0", "9223372036854775807.0.0",
        ]
        for (low, left) in rising.enumerated() {
            for (high, right) in rising.enumerated() {
                let (first, second) = try (BundleVersion(left), BundleVersion(right))
                #expect((first < second) == (low < high), "\(left) \(right)")
                #expect((BundleTag(first) < BundleTag(second)) == (low < high), "\(left) \(right)")
            }
        }
        // The store orders tags that are no versions too: numbers of any length, words by bytes.
        #expect(try BundleTag("1.9223372036854775808") > BundleTag("1.18446744"))
        #expect(try BundleTag("1.0.0") < BundleTag("latest"))
        // What the rules leave equal still has an order, so that lists are the same every time.
        #expect(try BundleTag("1.0") < BundleTag("1.00"))
        #expect(try !(BundleTag("1.00") < BundleTag("1.0")))
    }

    @Test("A reference means the same among installed bundles and in an index")
    func references() throws {
        // Only the store took the beginning of a digest, or a digest alone; only an index took a
        // version and a digest together.
        let digest = try SHA256Hasher.digest(of: [1])
        let other = try SHA256Hasher.digest(of: [2])
        for text in [
            "swin-b@sha256:\(digest.hex.prefix(7))", "swin-b:1.0.0@\(digest)", "\(digest)",
        ] {
            let reference = try BundleReference(text)
            #expect(reference.admits(digest) && !reference.admits(other), "\(text)")
            #expect(reference.description == text)
        }
        #expect(try BundleReference("swin-b").admits(other))
        #expect(throws: BundleError(.malformedReference, "")) {
            try BundleReference("swin-b@sha256:\(digest.hex.prefix(6))")
        }
        #expect(BundleReference(digest).digest == digest)
    }
}

@Suite("The description of a folder to pack")
struct PackDescriptionTests {
    private func read(_ text: String) throws -> PackDescription {
        try PackDescription(bytes: Array(text.utf8))
    }

    private let licenses = #""licenses": [{"component": "all", "spdx": "MIT"}]"#

    @Test("What a trainer writes reads back, with and without figures")
    func roundTrip() throws {
        var pack = try PackDescription(
            name: BundleName("resnet50"),
            version: BundleVersion("1.0.0"),
            training: .trained,
            licenses: [BundleLicense(component: "all", spdx: "MIT")]
        )
        #expect(try PackDescription(bytes: pack.bytes()) == pack)
        pack.metrics = [BundleMetric(dataset: "d", split: "val", n: 3, top1: 0.5)]
        pack.lineage = BundleLineage(tool: "zoo-train")
        #expect(try PackDescription(bytes: pack.bytes()) == pack)
        // What trainings wrote before they shared this type: a lineage and metrics that are empty.
        let older = try read(
            #"{"schema": "zoo.pack/1", "name": "resnet50", "version": "1.0.0", "summary": "x","#
                + #""training": "trained", "metrics": [], "lineage": {}, \#(licenses)}"#
        )
        #expect(older.metrics.isEmpty && older.lineage == BundleLineage())
    }

    @Test("A field nobody knows, a wrong schema and no licence are refused, on writing too")
    func refused() throws {
        let head =
            #"{"schema": "zoo.pack/1", "name": "a", "version": "1.0.0", "training": "trained""#
        #expect(throws: Never.self) { try read("\(head), \(licenses)}") }
        for text in [
            "\(head), \(licenses), \"nme\": 1}", "\(head), \"licenses\": []}", "\(head)}", "{}", "",
            "\(head), \(licenses)}".replacing("pack/1", with: "pack/2"),
            "\(head), \(licenses)}".replacing("1.0.0", with: "1.0"),
        ] {
            // The trainer once read licences from such files too, past what the packer refused.
            #expect(throws: BundleError(.malformedDescription, ""), "\(text)") { try read(text) }
        }
        let none = try PackDescription(
            name: BundleName("a"),
            version: BundleVersion("1.0.0"),
            training: .untrained,
            licenses: []
        )
        #expect(throws: BundleError(.malformedDescription, "")) { try none.bytes() }
    }
}
