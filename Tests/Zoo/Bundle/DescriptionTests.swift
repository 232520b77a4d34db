import FrankenBundle
import FrankenCrypto
import Testing

@Suite("zoo.json")
struct DescriptionTests {
    private let description: BundleDescription
    private let text: String

    init() throws {
        var description = try SampleBundle.description(decoder: [1], tail: [2])
        description.segments[description.tail.digest] = BlobSegments(
            size: 8 << 20,
            digests: [description.encoder.digest]
        )
        description.conformance = BundleConformance(
            digest: description.encoder.digest,
            cases: 4,
            tolerance: 1e-4
        )
        description.lineage.tool = "zoo 0.4.0"
        self.description = description
        text = String(decoding: try description.bytes(), as: UTF8.self)
    }

    @Test("A description reads back as it was written, the same bytes every time")
    func roundTrip() throws {
        let read = try BundleDescription(bytes: Array(text.utf8))
        #expect(read == description)
        #expect(try read.bytes() == Array(text.utf8))
    }

    @Test("A tail whose weights are elsewhere reads back")
    func upstream() throws {
        var description = description
        description.tail = BundleTail(
            digest: description.decoder.digest,
            upstream: UpstreamWeights(
                urls: ["https://download.pytorch.org/models/swin_b-68c6b09e.pth"],
                digest: description.encoder.digest,
                size: 352_500_000,
                keyLayout: "torchvision",
                license: "BSD-3-Clause"
            ),
            classes: 1000
        )
        #expect(try BundleDescription(bytes: description.bytes()) == description)
    }

    @Test("Unknown fields are ignored, minor versions of the schema too")
    func unknown() throws {
        let more = text.replacing("\"name\": \"swin-b\"", with: "\"name\": \"swin-b\", \"x\": [{}]")
        #expect(try BundleDescription(bytes: Array(more.utf8)) == description)
        let minor = text.replacing("zoo.bundle/1", with: "zoo.bundle/1.7")
        #expect(try BundleDescription(bytes: Array(minor.utf8)) == description)
    }

    @Test(
        "Another major version of the schema is refused, whatever else there is",
        arguments: ["zoo.bundle/2", "zoo.bundle/0", "zoo.bundle/2.1", "zoo.bundle/999"]
    )
    func major(schema: String) {
        for text in [text.replacing("zoo.bundle/1", with: schema), #"{"schema":"\#(schema)"}"#] {
            #expect(throws: BundleError(.unsupportedVersion, "")) {
                try BundleDescription(bytes: Array(text.utf8))
            }
        }
    }

    @Test(
        "Values that cannot be are refused",
        arguments: [
            ("\"swin-b\"", "\"../swin\""), ("zoo.bundle/1", "zoo.bundle"),
            ("zoo.bundle/1", "zoo.bundle/x"), ("\"1.2.0\"", "\"1.2\""),
            ("\"untrained\"", "\"perhaps\""), ("75000", "-1"), ("75000", "7.5"), ("75000", "1e30"),
            ("\"stride\": 8", "\"stride\": 0"), ("\"top1\": 0.001", "\"top1\": 1.5"),
            ("\"top1\": 0.001", "\"top1\": 0.5"), ("\"n\": 50000", "\"n\": 0"),
            ("\"classes\": 1000", "\"classes\": 0"), ("rans64/1", #"rans\u001b[2J"#),
            ("rans64/1", #"rans\u202e"#), ("rans64/1", #"rans\n"#), ("sha256:", "sha1:"),
            ("\"tolerance\": 0.0001", "\"tolerance\": -1"), ("\"summary\"", #""\u0007""#),
            ("\"name\": \"swin-b\"", #""name": "swin-b", "x": {"y": ["\u009b"]}"#),
            ("\"name\": \"swin-b\"", #""name": "swin-b", "name": "swin-b""#),
            ("\"schema\"", "\"scheme\""), ("8388608", "0"), ("\"training\"", "\"trainin\""),
        ]
    )
    func impossible(old: String, new: String) throws {
        let changed = text.replacing(old, with: new, maxReplacements: 1)
        try #require(changed != text, "nothing to replace")
        #expect(throws: BundleError(.malformedDescription, "")) {
            try BundleDescription(bytes: Array(changed.utf8))
        }
    }

    @Test("Text that is too long, no text and prefixes of the text are refused")
    func malformed() {
        let long = text.replacing("rans64/1", with: String(repeating: "r", count: 2049))
        for text in [long, "", "null", "[]", text + "x"] {
            #expect(throws: BundleError(.malformedDescription, "")) {
                try BundleDescription(bytes: Array(text.utf8))
            }
        }
        let bytes = Array(text.utf8)
        for count in stride(from: 0, to: bytes.count - 1, by: 37) {
            #expect(throws: BundleError(.malformedDescription, "")) {
                try BundleDescription(bytes: Array(bytes[..<count]))
            }
        }
    }

    @Test("A description that could not be read back is not written")
    func notWritten() {
        var bad = description
        bad.summary = "two\nlines"
        #expect(throws: BundleError(.malformedDescription, "")) { try bad.bytes() }
        bad = description
        bad.tail.classes = 0
        #expect(throws: BundleError(.malformedDescription, "")) { try bad.bytes() }
    }

    @Test("What a build lacks is listed")
    func runtime() throws {
        let runtime = description.runtime
        try runtime.check(zoo: BundleVersion("0.4.0"), ops: ["conv2d", "linear", "gdn"])
        let error = #expect(throws: BundleError(.incompatible, "")) {
            try runtime.check(zoo: BundleVersion("1.0.0"), ops: ["conv2d"])
        }
        #expect(error?.message.contains("linear") == true)
        #expect(throws: BundleError(.incompatible, "")) {
            try runtime.check(zoo: BundleVersion("0.3.9"), ops: ["conv2d", "linear"])
        }
    }
}
