import FrankenBundle
import FrankenCrypto
import Testing

@Suite("OCI documents")
struct ManifestTests {
    private let digest = "sha256:" + String(repeating: "ab", count: 32)

    private func manifest(size: String = "446", extra: String = "") -> [UInt8] {
        Array(
            """
            {"schemaVersion":2,"mediaType":"\(MediaType.imageManifest)",
            "artifactType":"\(MediaType.modelManifest)",
            "config":{"mediaType":"\(MediaType.modelConfig)","digest":"\(digest)","size":2},
            "layers":[{"mediaType":"\(MediaType.weights)","digest":"\(digest)","size":\(size),
            "annotations":{"dev.frankensplit.zoo.role":"decoder"}}]\(extra)}
            """.utf8
        )
    }

    @Test("A manifest reads back as it was written, and unknown fields are ignored")
    func roundTrip() throws {
        let read = try ImageManifest(bytes: manifest(extra: #","x-new":{"a":[1]}"#))
        #expect(read.layer(.decoder)?.size == 446)
        #expect(read.layer(.tail) == nil)
        #expect(try ImageManifest(bytes: read.bytes()) == read)
        // The config and the layer have one digest, so they are one blob.
        #expect(read.blobs.count == 1)
    }

    @Test(
        "Sizes out of range, other schemas and broken text are refused",
        arguments: [
            "-1", "1099511627777", "9223372036854775808", "1.0", "\"446\"", "1e3", "null",
        ]
    )
    func sizes(size: String) {
        #expect(throws: BundleError(.malformedManifest, "")) {
            try ImageManifest(bytes: manifest(size: size))
        }
    }

    @Test("A digest that is no digest never becomes one")
    func digests() {
        let text = String(decoding: manifest(), as: UTF8.self)
        for bad in ["sha256:../../etc/passwd", "sha512:" + digest.dropFirst(7), ""] {
            let bytes = Array(text.replacing(digest, with: bad).utf8)
            #expect(throws: BundleError(.malformedManifest, "")) {
                try ImageManifest(bytes: bytes)
            }
        }
    }
}
