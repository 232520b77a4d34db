import Foundation
import FrankenBundle
import FrankenCrypto
import FrankenStore
import Testing

@Suite("Receipts")
struct ReceiptTests {
    private let scratch: ScratchFolder
    private let store: Store

    init() throws {
        scratch = try ScratchFolder()
        store = try Store.open(at: scratch.file("store"))
    }

    private func install(_ name: String, imported: String?, tail: Digest? = nil) throws {
        let sample = SampleBundle(name)
        let plain = try sample.receipt()
        let ingest = try store.ingest()
        try sample.write(into: ingest)
        try ingest.install(
            sample.manifest().bytes(),
            receipt: Receipt(
                name: plain.name,
                version: plain.version,
                manifest: plain.manifest,
                source: plain.source,
                time: plain.time,
                importedBackbone: imported,
                summary: BundleSummary(family: "sample", upstreamTail: tail)
            )
        )
    }

    private func rewrite(
        _ name: String,
        _ change: (inout [String: Any], inout [String: Any]) -> Void
    ) throws {
        let url = URL(filePath: scratch.file("store/installs/\(name)/1.0.0.json"))
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        var receipt = try #require(json as? [String: Any])
        var summary = try #require(receipt["summary"] as? [String: Any])
        change(&receipt, &summary)
        receipt["summary"] = summary
        try FileManager.default.removeItem(at: url)
        try JSONSerialization.data(withJSONObject: receipt).write(to: url)
        try? FileManager.default.removeItem(atPath: scratch.file("store/listing.bin"))
    }

    @Test("What was imported, and which tail a bundle may not carry, are values that stay")
    func values() throws {
        let tail = try SHA256Hasher.digest(of: [7])
        try install("swin-b.upstream", imported: "swin-b")
        try install("resnet50", imported: nil, tail: tail)
        // From the receipts themselves, and from the listing that was derived from them.
        for _ in 0..<2 {
            let bundles = try store.installed().bundles
            #expect(bundles.map(\.importedBackbone) == [nil, "swin-b"])
            #expect(bundles.map(\.summary.upstreamTail) == [tail, nil])
            try? FileManager.default.removeItem(atPath: scratch.file("store/listing.bin"))
        }
        #expect(try store.resolve("swin-b.upstream").importedBackbone == "swin-b")
        // A bundle is not imported because of what it is called.
        try install("odd.upstream", imported: nil)
        #expect(try store.resolve("odd.upstream").importedBackbone == nil)
    }

    @Test("Receipts that said it as text are still read")
    func older() throws {
        let tail = try SHA256Hasher.digest(of: [7])
        try install("swin-b.upstream", imported: "swin-b")
        try install("resnet50", imported: nil, tail: tail)
        try install("resnet18", imported: nil)
        try rewrite("swin-b.upstream") { receipt, summary in
            receipt["importedBackbone"] = nil
            summary["note"] = "backbone swin-b"
        }
        try rewrite("resnet50") { receipt, summary in
            summary["upstreamTail"] = nil
            summary["note"] = "tail \(tail.hex)"
        }
        try rewrite("resnet18") { _, summary in summary["note"] = "" }
        let bundles = try store.installed().bundles
        #expect(bundles.map(\.importedBackbone) == [nil, nil, "swin-b"])
        #expect(bundles.map(\.summary.upstreamTail) == [nil, tail, nil])
    }

    @Test("A listing of an older program is derived anew")
    func olderListing() throws {
        try install("resnet50", imported: nil)
        let url = URL(filePath: scratch.file("store/listing.bin"))
        var bytes = try Data(contentsOf: url)
        bytes[7] = 2
        try FileManager.default.removeItem(at: url)
        try bytes.write(to: url)
        #expect(try store.installed().bundles.map(\.reference) == ["resnet50:1.0.0"])
    }
}
