import FrankenBundle
import FrankenCrypto
import Testing

@Suite("Writing and reading bundles")
struct BundleRoundTripTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(
        "A file of any form reads back to the same manifest and the same blobs",
        arguments: [BundleWriter.Form.compressed(level: 3), .tar, .folder]
    )
    func roundTrip(form: BundleWriter.Form) throws {
        let built = try SampleBundle.builder().build()
        let signed = built.bundle.signed(with: Array("untrusted comment: x\n".utf8))
        let path = folder.file("a.zoo")
        try BundleWriter(form: form).write([signed], blobs: built.blobs, to: path)
        #expect(try folder.names == ["a.zoo"])

        let place = try MemoryBlobs()
        let contents = try BundleArchive(path: path).read(into: place)
        let bundle = try #require(contents.bundles.first)
        #expect(contents.bundles.count == 1)
        #expect(bundle.bytes == built.bundle.bytes)
        #expect(bundle.signature == signed.signature)
        #expect(try bundle.description() == built.bundle.description())
        #expect(bundle.descriptor.digest == built.bundle.descriptor.digest)
        #expect(Set(place.blobs.keys) == Set(built.bundle.manifest.blobs.map(\.digest)))
        for blob in built.bundle.manifest.blobs {
            let expected = try built.blobs.bytes(blob, limit: 1 << 30)
            #expect(place.blobs[blob.digest] == expected)
        }
    }

    @Test("The same parts give the same bytes, whatever the order of adding and of bundles")
    func reproducible() throws {
        let one = try SampleBundle.builder().build()
        let other = try SampleBundle.builder(name: "swin-t").build()
        let writer = BundleWriter(form: .compressed(level: 5))
        try writer.write([one.bundle, other.bundle], blobs: Both(one, other), to: folder.file("1"))
        try writer.write([other.bundle, one.bundle], blobs: Both(other, one), to: folder.file("2"))
        #expect(try folder.bytes("1") == folder.bytes("2"))

        var reversed = BundleBuilder(description: try one.bundle.description())
        let parts: [(BlobRole, BundleBuilder.Content, String?)] = try [
            (.license, .bytes(Array("Apache\n".utf8)), "LICENSE.encoder"),
            (.license, .bytes(Array("MIT License\n".utf8)), nil),
            (.card, .bytes(Array("# swin-b\n".utf8)), nil),
            (.tail, .bytes(SampleBundle.bytes(20_000, seed: 3)), nil),
            (.decoderGraph, .bytes(Array(#"{"nodes":[1]}"#.utf8)), nil),
            (.decoder, .file(folder.write(SampleBundle.bytes(4_000, seed: 2), to: "d")), nil),
            (.encoderGraph, .bytes(SampleBundle.graph), nil),
            (.encoder, .bytes(SampleBundle.encoder), nil),
        ]
        for (role, content, title) in parts { try reversed.add(role, content, title: title) }
        #expect(try reversed.build().bundle.bytes == one.bundle.bytes)
    }

    @Test("An export holds the shared encoder once, and one bundle of it can be chosen")
    func export() throws {
        let built = try ["swin-b", "swin-t", "resnet101"].map {
            try SampleBundle.builder(name: $0, tailByteCount: 100_000 + $0.utf8.count).build()
        }
        let path = folder.file("all.zoo")
        try BundleWriter(form: .tar).write(built.map(\.bundle), blobs: Both(built), to: path)
        #expect(try folder.bytes("all.zoo").count < 400_000)

        let place = try MemoryBlobs()
        let contents = try BundleArchive(path: path).read(into: place) { contents in
            Set(
                contents.bundles.filter { (try? $0.description().name.text) == "resnet101" }
                    .map(\.descriptor.digest)
            )
        }
        #expect(
            contents.bundles.map { $0.descriptor.annotations[AnnotationKey.referenceName] }
                == ["resnet101_1.2.0", "swin-b_1.2.0", "swin-t_1.2.0"]
        )
        #expect(Set(place.blobs.keys) == Set(built[2].bundle.manifest.blobs.map(\.digest)))
    }

    @Test(
        "A thin bundle has the same manifest, and installs where the encoder is",
        arguments: [BundleWriter.Form.compressed(level: 3), .folder]
    )
    func thin(form: BundleWriter.Form) throws {
        let built = try SampleBundle.builder().build()
        let path = folder.file("thin.zoo")
        let writer = BundleWriter(form: form, leavingOut: BundleWriter.encoderRoles)
        try writer.write([built.bundle], blobs: built.blobs, to: path)

        let bare = try MemoryBlobs()
        let error = #expect(throws: BundleError(.missingBlob, "")) {
            try BundleArchive(path: path).read(into: bare)
        }
        #expect(error?.message.contains("encoder") == true)
        #expect(bare.blobs.isEmpty)

        let ready = try MemoryBlobs([SampleBundle.encoder, SampleBundle.graph])
        let contents = try BundleArchive(path: path).read(into: ready)
        #expect(contents.bundles.first?.bytes == built.bundle.bytes)
        #expect(
            contents.bundles.first?.thinRoles
                == BundleWriter.encoderRoles.intersection([
                    .encoder, .encoderGraph,
                ])
        )
        #expect(Set(ready.blobs.keys) == Set(built.bundle.manifest.blobs.map(\.digest)))
    }

    @Test("What a file holds is known without its blobs, and refusing takes none")
    func refusing() throws {
        struct No: Error {}
        let built = try SampleBundle.builder().build()
        let path = folder.file("a.zoo")
        try BundleWriter(form: .tar).write([built.bundle], blobs: built.blobs, to: path)
        let contents = try BundleArchive(path: path).contents()
        #expect(try contents.bundles.first?.description().name.text == "swin-b")

        let place = try MemoryBlobs()
        #expect(throws: No.self) {
            try BundleArchive(path: path).read(into: place) { _ in throw No() }
        }
        #expect(place.blobs.isEmpty && place.opened == 0)
    }

    @Test("Blobs that are here already are not sent")
    func already() throws {
        let built = try SampleBundle.builder().build()
        let path = folder.file("a.zoo")
        try BundleWriter(form: .tar).write([built.bundle], blobs: built.blobs, to: path)
        let place = try MemoryBlobs([SampleBundle.encoder])
        try BundleArchive(path: path).read(into: place)
        #expect(place.opened == built.bundle.manifest.blobs.count - 1)
    }

    @Test("Large parts get the digests of their pieces")
    func segments() throws {
        let size = BlobSegments.defaultSize
        let built = try SampleBundle.builder(tailByteCount: 2 * size + 1).build()
        let tail = SampleBundle.bytes(2 * size + 1, seed: 3)
        let description = try built.bundle.description()
        let segments = try #require(description.segments[SHA256Hasher.digest(of: tail)])
        #expect(description.segments.count == 1)
        #expect(
            try segments.digests == [
                SHA256Hasher.digest(of: Array(tail[..<size])),
                SHA256Hasher.digest(of: Array(tail[size..<2 * size])),
                SHA256Hasher.digest(of: Array(tail[(2 * size)...])),
            ]
        )
        #expect(segments.fits(byteCount: tail.count) && !segments.fits(byteCount: 2 * size))
    }

    @Test("A description that names other parts than there are is refused")
    func inconsistent() throws {
        var builder = try SampleBundle.builder()
        builder.description.decoder.digest = try SHA256Hasher.digest(of: [9])
        #expect(throws: BundleError(.inconsistent, "")) { try builder.build() }
        #expect(throws: BundleError(.inconsistent, "")) { try builder.add(.tail, .bytes([1])) }
        #expect(throws: BundleError(.inconsistent, "")) { try builder.add(.manifest, .bytes([1])) }
    }

    @Test("A part that changed after it was measured is not written")
    func changed() throws {
        var builder = try SampleBundle.builder()
        let card = try folder.write(Array("labels".utf8), to: "labels")
        try builder.add(.labels, .file(card))
        let built = try builder.build()
        for text in ["labelz", "longer", "x", ""] {
            _ = try folder.write(Array(text.utf8), to: "labels")
            let path = folder.file("out")
            #expect(throws: BundleError(.wrongDigest, "")) {
                try BundleWriter().write([built.bundle], blobs: built.blobs, to: path)
            }
            #expect(try folder.names == ["labels"])
        }
    }
}

/// The blobs of several bundles.
struct Both: BlobProvider {
    let built: [BuiltBundle]

    init(_ built: BuiltBundle...) { self.built = built }
    init(_ built: [BuiltBundle]) { self.built = built }

    func contains(_ digest: Digest) -> Bool { built.contains { $0.blobs.contains(digest) } }

    func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws {
        guard let owner = built.first(where: { $0.blobs.contains(descriptor.digest) }) else {
            throw BundleError(.missingBlob, "not here")
        }
        try owner.blobs.read(descriptor, body)
    }
}
