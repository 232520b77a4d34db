import Foundation
import FrankenBundle
import FrankenCrypto
import FrankenStore
import Testing

@Suite("Verification and layers")
struct VerificationTests {
    let scratch: ScratchFolder
    let store: Store

    init() throws {
        scratch = try ScratchFolder()
        store = try Store.open(at: scratch.file("store"))
    }

    private func damage(_ path: String, _ bytes: [UInt8], mode: Int = 0o444) throws {
        try FileManager.default.removeItem(atPath: path)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test("Every kind of damage has its verdict, and reinstalling repairs it")
    func verdicts() throws {
        let sample = SampleBundle("swin-b")
        try sample.install(into: store)
        let (encoder, bytes) = try sample.blobs()[1]
        let path = try store.path(of: encoder.digest)
        let reference = try StoreReference("swin-b")
        func verdict(deep: Bool = true) throws -> Verification.Verdict? {
            try store.verify(reference, deep: deep).findings
                .first { $0.blob.digest == encoder.digest }?.verdict
        }
        #expect(try verdict() == .sound)

        let flipped = [bytes[0] ^ 1] + bytes.dropFirst()
        try damage(path, flipped)
        #expect(try verdict(deep: false) == .sound)
        #expect(try verdict() == .wrongDigest(found: SHA256Hasher.digest(of: flipped)))
        #expect(try store.discardDamaged(encoder))
        #expect(try verdict() == .missing)
        #expect(try !store.verifyAll().isUsable)
        try sample.install(into: store)
        #expect(try verdict() == .sound)

        try damage(path, bytes.dropLast())
        #expect(try verdict(deep: false) == .wrongSize(found: bytes.count - 1))
        #expect(throws: BundleError(.wrongDigest, "")) { try store.read(encoder) { _ in } }
        // A file of the wrong size is not taken for the blob.
        let ingest = try store.ingest()
        try put(bytes, as: encoder, into: ingest)
        #expect(try verdict() == .sound)

        try damage(path, bytes, mode: 0o644)
        #expect(try verdict() == .wrongMode(found: 0o644))
        #expect(try store.verifyAll().isUsable)
        #expect(try !store.discardDamaged(encoder))
        #expect(try store.correctMode(encoder))
        #expect(try verdict() == .sound)
        #expect(try !store.correctMode(encoder))

        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(
            atPath: path,
            withDestinationPath: "/etc/hostname"
        )
        #expect(try verdict() == .missing)
        #expect(!store.contains(encoder.digest))
    }

    @Test("Strangers among the blobs and a stale index are reported")
    func strangers() throws {
        try SampleBundle("swin-b").install(into: store)
        try Data().write(to: URL(fileURLWithPath: scratch.file("store/blobs/sha256/README")))
        try Data("{}".utf8).write(to: URL(fileURLWithPath: scratch.file("store/index.json")))
        let verification = try store.verifyAll()
        #expect(verification.strangers == ["README"])
        #expect(!verification.isIndexCurrent)
        try SampleBundle("other").install(into: store)
        #expect(try store.verifyAll().isIndexCurrent)
    }

    @Test("Layers are searched after the store, lend their blobs and are never written")
    func layers() throws {
        let shared = try Store.open(at: scratch.file("shared"))
        try SampleBundle("swin-b").install(into: shared)
        try SampleBundle("old").install(into: shared)
        let before = scratch.names("shared/blobs/sha256")
        let layered = try Store.open(at: store.path, layers: [shared.path])
        let mine = SampleBundle("resnet50")
        try mine.install(into: layered)
        try SampleBundle("swin-b", "1.0.0", encoder: "new one").install(into: layered)
        // The encoder of resnet50 is the layer's.
        let encoder = try mine.blobs()[1].0.digest
        #expect(!scratch.names("store/blobs/sha256").contains(encoder.hex))
        #expect(try layered.path(of: encoder).hasPrefix(shared.path))
        let inventory = try layered.installed()
        #expect(inventory.bundles.map(\.name.text) == ["old", "resnet50", "swin-b"])
        #expect(inventory.bundles.map(\.store) == [shared.path, store.path, store.path])
        #expect(try layered.verifyAll().isUsable)
        #expect(throws: StoreError(.notPermitted, "")) {
            try layered.remove(StoreReference("old"))
        }
        try layered.remove(StoreReference("swin-b"))
        #expect(
            try layered.resolve("swin-b").manifest.digest == SampleBundle("swin-b").manifestDigest()
        )
        try layered.collect(layered.garbage())
        #expect(scratch.names("shared/blobs/sha256") == before)
        // Without the layer the bundle is incomplete, and says so.
        let alone = try store.verify(StoreReference("resnet50"))
        #expect(alone.faults.map(\.blob.size) == [SampleBundle.config.count, 700])
        #expect(alone.faults.map(\.verdict) == [.missing, .missing])
    }

    @Test("Folders that are something else are refused")
    func notAStore() throws {
        let path = scratch.file("store")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: URL(fileURLWithPath: "\(path)/index.json"))
        #expect(throws: StoreError(.notAStore, "")) { try Store.open(at: path) }
        try Data(#"{"imageLayoutVersion":"2.0.0"}"#.utf8)
            .write(to: URL(fileURLWithPath: "\(path)/oci-layout"))
        #expect(throws: StoreError(.unsupportedVersion, "")) { try Store.open(at: path) }
        try Data("no".utf8).write(to: URL(fileURLWithPath: "\(path)/oci-layout"))
        #expect(throws: StoreError(.notAStore, "")) { try Store.open(at: path) }
    }
}
