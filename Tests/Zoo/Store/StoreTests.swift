import Foundation
import FrankenBundle
import FrankenBytes
import FrankenCrypto
import FrankenFiles
import FrankenStore
import Testing

@Suite("Store")
struct StoreTests {
    let scratch: ScratchFolder
    let store: Store

    init() throws {
        scratch = try ScratchFolder()
        store = try Store.open(at: scratch.file("store"))
    }

    @Test("A store that is not there yet is empty, and reading makes nothing")
    func empty() throws {
        #expect(try store.installed().bundles.isEmpty)
        #expect(try store.garbage().blobs.isEmpty)
        #expect(try store.verifyAll().isUsable)
        #expect(throws: StoreError(.notInstalled, "")) { try store.resolve("swin-b") }
        #expect(scratch.names("").isEmpty)
    }

    @Test("An installed bundle is listed, resolved and read, and shares its encoder")
    func install() throws {
        let (first, second) = (SampleBundle("swin-b"), SampleBundle("resnet50"))
        try first.install(into: store)
        try second.install(into: store)
        let inventory = try store.installed()
        #expect(inventory.bundles.map(\.reference) == ["resnet50:1.0.0", "swin-b:1.0.0"])
        #expect(inventory.problems.isEmpty)
        let bundle = try #require(inventory.bundles.last)
        #expect(bundle.manifest == (try first.manifestDigest()))
        #expect(bundle.summary.family == "sample")
        #expect(bundle.summary.top1 == 0.75)
        #expect(bundle.summary.wireBytes == nil)
        #expect(bundle.trust == "unsigned")
        #expect(bundle.time == 1_700_000_000)
        let decoder = first.contents[1].1.count
        let manifest = try first.manifest().bytes().count
        #expect(bundle.byteCount == 700 + 2 + decoder + manifest)
        #expect(bundle.ownByteCount == decoder + manifest)
        // Encoder and config once.
        #expect(inventory.byteCount == inventory.unsharedByteCount - 702)
        // Encoder, config, two decoders, two manifests.
        #expect(scratch.names("store/blobs/sha256").count == 6)
        let read = try store.manifest(BundleReference("swin-b"))
        #expect(read.manifest == (try first.manifest()))
        for (descriptor, bytes) in try first.blobs() {
            #expect(try store.bytes(descriptor, limit: 1 << 20) == bytes)
            #expect(try store.mapped(descriptor.digest).copyBytes(in: 0..<bytes.count) == bytes)
            let path = try store.path(of: descriptor.digest)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o444)
        }
        #expect(try store.verifyAll().faults.isEmpty)
        #expect(try store.verifyAll().isIndexCurrent)
        #expect(try store.partials().isEmpty)
        #expect(scratch.names("store/roots").isEmpty)
        #expect(scratch.names("store/tmp").isEmpty)
    }

    @Test("The listing's file says what the receipts say, and is not needed")
    func listing() throws {
        try SampleBundle("swin-b").install(into: store)
        try SampleBundle("swin-b", "1.1.0").install(into: store, pinned: true)
        let quick = try store.installed().bundles
        let file = scratch.file("store/listing.bin")
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
        try FileManager.default.removeItem(atPath: file)
        #expect(try store.installed().bundles == quick)
        // Any damage makes it count as absent.
        for position in stride(from: 0, to: bytes.count, by: 7) {
            var damaged = bytes
            damaged[position] ^= 0x40
            try Data(damaged).write(to: URL(fileURLWithPath: file))
            #expect(try store.installed().bundles == quick, "byte \(position)")
        }
        try Data(bytes.dropLast()).write(to: URL(fileURLWithPath: file))
        #expect(try store.installed().bundles == quick)
    }

    @Test("A blob that is not what was announced never appears")
    func wrongBlobs() throws {
        let sample = SampleBundle("swin-b")
        let (descriptor, bytes) = try sample.blobs()[1]
        let ingest = try store.ingest()
        #expect(throws: BundleError(.wrongDigest, "")) {
            try put(bytes.map { $0 ^ 1 }, as: descriptor, into: ingest)
        }
        #expect(throws: BundleError(.wrongDigest, "")) {
            try put(bytes.dropLast(), as: descriptor, into: ingest)
        }
        #expect(throws: BundleError(.tooLarge, "")) {
            try put(bytes + [0], as: descriptor, into: ingest)
        }
        #expect(!ingest.contains(descriptor.digest))
        #expect(scratch.names("store/tmp").isEmpty)
        #expect(scratch.names("store/blobs/sha256").isEmpty)
        let large = Descriptor(
            mediaType: MediaType.weights,
            digest: descriptor.digest,
            size: Descriptor.largestSize
        )
        #expect(throws: StoreError(.noSpace, "")) { try ingest.writer(for: large) }
    }

    @Test("A bundle is not installed while a blob is missing or its manifest is another")
    func incomplete() throws {
        let sample = SampleBundle("swin-b")
        let ingest = try store.ingest()
        try sample.write(into: ingest, leavingOut: .decoder)
        let error = #expect(throws: StoreError.self) {
            try ingest.install(sample.manifest().bytes(), receipt: sample.receipt())
        }
        #expect(error?.code == .missingBlob)
        #expect(error?.message.contains("decoder.safetensors") == true)
        try sample.write(into: ingest)
        #expect(throws: BundleError(.wrongDigest, "")) {
            try ingest.install(sample.manifest().bytes(), receipt: SampleBundle("other").receipt())
        }
        #expect(try store.installed().bundles.isEmpty)
        #expect(scratch.names("store/installs").isEmpty)
    }

    @Test("Removing deletes no blob and says what stays; collecting deletes what nobody needs")
    func remove() throws {
        let (first, second) = (SampleBundle("swin-b"), SampleBundle("resnet50"))
        try first.install(into: store)
        try second.install(into: store)
        let removal = try store.remove(BundleReference("swin-b"))
        #expect(removal.sharers == ["resnet50:1.0.0"])
        #expect(removal.sharedByteCount == 702)
        let decoder = first.contents[1].1.count
        #expect(removal.ownByteCount == (try first.manifest().bytes().count) + decoder)
        #expect(try store.installed().bundles.map(\.name.text) == ["resnet50"])
        #expect(scratch.names("store/blobs/sha256").count == 6)
        #expect(scratch.names("store/installs") == ["resnet50"])

        #expect(try store.garbage(olderThan: 3600).blobs.isEmpty)
        #expect(try store.garbage(olderThan: 3600).youngBlobs.count == 2)
        let plan = try store.garbage()
        #expect(plan.byteCount == removal.ownByteCount)
        #expect(Set(try store.collect(plan)) == Set(plan.blobs))
        #expect(scratch.names("store/blobs/sha256").count == 4)
        #expect(scratch.names("store/trash").isEmpty)
        #expect(try store.verifyAll().isUsable)
        try store.remove(BundleReference("resnet50"))
        try store.collect(store.garbage())
        #expect(scratch.names("store/blobs/sha256").isEmpty)
    }

    @Test("Pinned bundles are neither removed nor replaced by accident")
    func pins() throws {
        let sample = SampleBundle("swin-b")
        try sample.install(into: store, tag: "stable", pinned: true)
        let reference = try BundleReference("swin-b:stable")
        #expect(throws: StoreError(.pinned, "")) { try store.remove(reference) }
        #expect(throws: StoreError(.pinned, "")) {
            try SampleBundle("swin-b", "2.0.0").install(into: store, tag: "stable")
        }
        // The same bundle again is no replacement.
        try sample.install(into: store, tag: "stable", pinned: true)
        try store.update(reference) { $0.isPinned = false }
        #expect(try store.resolve(reference).isPinned == false)
        try SampleBundle("swin-b", "2.0.0").install(into: store, tag: "stable")
        #expect(try store.resolve(reference).version.text == "2.0.0")
        try store.remove(reference)
        #expect(try store.installed().bundles.isEmpty)
    }

    @Test("Roots and installations under way keep blobs from collection")
    func roots() throws {
        let sample = SampleBundle("swin-b")
        try sample.install(into: store)
        try store.setRoot(BundleName("server"), to: [sample.manifestDigest()])
        try store.remove(BundleReference("swin-b"))
        #expect(try store.garbage().blobs.isEmpty)
        #expect(try store.removeRoot(BundleName("server")))
        let plan = try store.garbage()
        #expect(plan.blobs.count == 4)

        var ingest: Ingest? = try store.ingest()
        let encoder = try sample.blobs()[1].0.digest
        #expect(ingest?.contains(encoder) == true)
        // The plan is older than the intent.
        #expect(try store.collect(plan).count == 3)
        #expect(store.contains(encoder))
        ingest = nil
        #expect(try store.collect(store.garbage()).map(\.digest) == [encoder])
        #expect(scratch.names("store/roots").isEmpty)
    }

    @Test("Nothing is collected while a receipt or a root cannot be read")
    func unreadableReceipt() throws {
        try SampleBundle("swin-b").install(into: store)
        try SampleBundle("resnet50").install(into: store)
        try store.remove(BundleReference("resnet50"))
        let path = scratch.file("store/installs/swin-b/1.0.0.json")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for bad in ["", "{", text.replacing("receipt/1", with: "receipt/2")] {
            try bad.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: StoreError(.malformedReceipt, "")) { try store.garbage() }
            #expect(throws: StoreError.self) { try store.resolve("swin-b") }
            #expect(try !store.verifyAll().isUsable)
            // Other bundles are not held up.
            try SampleBundle("other").install(into: store)
            let inventory = try store.installed()
            #expect(inventory.bundles.map(\.name.text) == ["other"])
            #expect(inventory.problems.map(\.reference) == ["swin-b:1.0.0"])
        }
        try text.replacing("{", with: #"{"new": [1],"#, maxReplacements: 1)
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try store.resolve("swin-b").name.text == "swin-b")
        #expect(try store.garbage().blobs.count == 2)
        try "sha256:../../etc/passwd\n".write(
            toFile: scratch.file("store/roots/bad.root"),
            atomically: true,
            encoding: .utf8
        )
        #expect(throws: StoreError(.malformedReceipt, "")) { try store.garbage() }
    }
}
