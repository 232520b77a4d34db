import FrankenBundle
import FrankenCatalog
import FrankenFailures
import FrankenTrust
import Testing

@Suite("Indexes")
struct BundleIndexTests {
    @Test("An index reads back, and equal indexes have equal bytes")
    func roundTrip() throws {
        let entry = try Sample.entry("swin-t") {
            $0.aliases = ["swin_tiny"]
            $0.isDefault = true
            $0.summary = "Small."
            $0.metrics = [Sample.metric(0.81, bytes: 2900.5)]
            $0.isTrained = false
        }
        var unpublished = Sample.unpublished("swin-b")
        unpublished.aliases = ["swin_base"]
        unpublished.weights = [
            UnpublishedBundle.Weights(
                publisher: "torchvision",
                url: "https://example.org/swin_b.pth"
            )
        ]
        let index = try Sample.index(
            [entry, Sample.entry("swin-t", "1.1.0-rc.1")],
            unpublished: [unpublished],
            mirrors: ["https://mirror.example/zoo"]
        )
        let bytes = try index.bytes()
        let again = try BundleIndex(bytes: bytes)
        #expect(again == index)
        #expect(try again.bytes() == bytes)
        #expect(again.entries[0].byteCount == 41_770_000)
        let newer = String(decoding: bytes, as: UTF8.self)
            .replacing("zoo.index/1", with: "zoo.index/1.7")
            .replacing("\"created\"", with: "\"later\": {\"x\": [1]}, \"created\"")
        #expect(try BundleIndex(bytes: Array(newer.utf8)) == index, "unknown fields are ignored")
    }

    @Test("A recipe says what is missing and which commands make the bundle")
    func recipes() throws {
        let unpublished = Sample.unpublished("swin-b")
        #expect(
            unpublished.commands == [
                "zoo import --backbone swin-b --weights FILE",
                "zoo finetune-decoder swin-b --encoder DIR --weights FILE --data DIR -o DIR",
            ]
        )
        let set = Catalog([
            .init(remote: "zoo", index: try Sample.index([], unpublished: [unpublished]), base: nil)
        ])
        let error = #expect(throws: CatalogError.self) { try set.item(named: "Swin_B") }
        #expect(error?.code == .unpublished)
        #expect(error?.kind == .notFound)
        for command in unpublished.commands {
            #expect(error?.message.contains(command) == true)
        }
    }

    @Test("Signed indexes open, and older, expired, renamed or changed ones do not")
    func opening() throws {
        let key = try SigningKey.generate()
        let now = try Timestamp("2026-12-01T00:00:00Z")
        func signed(_ version: Int) throws -> (bytes: [UInt8], signature: [UInt8]) {
            let bytes = try Sample.index([Sample.entry("swin-t")], version: version).bytes()
            let signature = try key.sign(
                index: bytes,
                name: "frankensplit",
                version: version,
                time: Timestamp("2026-11-22T12:00:00Z")
            )
            return (bytes, signature.bytes)
        }
        try Sample.withTrust { trust in
            func open(
                _ version: Int,
                now: Timestamp = now,
                expecting name: String? = "frankensplit",
                _ options: TrustOptions = TrustOptions()
            ) throws -> (index: BundleIndex, verdict: TrustVerdict) {
                let (bytes, signature) = try signed(version)
                return try BundleIndex.open(
                    bytes,
                    signatures: [signature],
                    expecting: name,
                    trust: trust,
                    now: now,
                    options: options
                )
            }
            let first = try open(3)
            #expect(first.verdict.signer?.basis == .firstUse)
            #expect(first.index.version == 3)
            try trust.record(first.verdict)
            #expect(try open(3).verdict.signer?.basis == .pin)
            #expect(try open(4).verdict.isAccepted)
            #expect(throws: TrustError(.olderVersion, "")) { try open(2) }
            #expect(throws: CatalogError(.wrongIndex, "")) { try open(3, expecting: "other") }
            // One second before, at, and after the end; ten years later; and in 1970.
            let end = try Timestamp("2027-11-22T12:00:00Z")
            #expect(try open(3, now: end.advanced(bySeconds: -1)).verdict.isAccepted)
            for seconds: Int64 in [0, 1, 315_360_000] {
                let late = end.advanced(bySeconds: seconds)
                #expect(throws: TrustError(.expired, "")) { try open(3, now: late) }
                var options = TrustOptions()
                options.acceptsExpired = true
                #expect(try open(3, now: late, options).verdict.warnings.count == 1)
            }
            #expect(throws: TrustError(.signedInFuture, "")) {
                try open(3, now: Timestamp(secondsSinceEpoch: 0))
            }
            let (bytes, signature) = try signed(3)
            for position in stride(from: 0, to: bytes.count, by: 37) {
                var changed = bytes
                changed[position] ^= 1
                #expect(throws: (any Error).self) {
                    try BundleIndex.open(changed, signatures: [signature], trust: trust, now: now)
                }
            }
            // A bundle's signature is no index's.
            let other = try key.sign(
                manifest: bytes,
                name: SubjectName("frankensplit"),
                version: BundleVersion("3.0.0"),
                time: now
            )
            #expect(throws: TrustError(.wrongSubject, "")) {
                try BundleIndex.open(bytes, signatures: [other.bytes], trust: trust, now: now)
            }
            #expect(throws: TrustError(.unsigned, "")) {
                try BundleIndex.open(bytes, signatures: [], trust: trust, now: now)
            }
        }
    }

    @Test("An index of a second is not yet valid before it")
    func notYetValid() throws {
        try Sample.withTrust { trust in
            let bytes = try Sample.index([]).bytes()
            let start = try Timestamp("2026-11-22T12:00:00Z")
            let early = start.advanced(bySeconds: -301)
            #expect(throws: TrustError(.signedInFuture, "")) {
                try BundleIndex.open(bytes, signatures: [], trust: trust, now: early)
            }
            let opened = try BundleIndex.open(bytes, signatures: [], trust: trust, now: start)
            #expect(opened.verdict.finding == .unsigned)
        }
    }
}
