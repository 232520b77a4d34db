import Foundation
import FrankenFailures
import FrankenTrust
import Testing

@Suite("Verdicts")
struct TrustStoreTests {
    /// A store in a folder of its own, and a key that signs.
    struct Place {
        let bench: Bench
        let store: TrustStore
        let folder: String

        init(_ folder: String) throws {
            bench = try Bench()
            store = TrustStore(
                configDirectory: "\(folder)/config",
                stateDirectory: "\(folder)/state"
            )
            self.folder = folder
        }

        func evaluate(
            _ signatures: [SignatureFile],
            version: String = "1.2.0",
            name: String = "swin-b",
            now: Timestamp? = nil,
            _ change: (inout TrustOptions) -> Void = { _ in }
        ) throws -> TrustVerdict {
            var options = TrustOptions()
            change(&options)
            return try store.evaluate(
                name: name,
                version: version,
                manifest: bench.manifest,
                signatures: signatures.map(\.bytes),
                now: now ?? bench.noon,
                options: options
            )
        }

        func rule(_ pattern: String, _ mode: TrustMode, keys: [PublicKey] = []) throws {
            try store.changePolicy { (policy: inout TrustPolicy) throws(TrustError) in
                var names: [String] = []
                for key in keys {
                    names.append("key-\(key.id)")
                    try policy.add(key: key, name: "key-\(key.id)")
                }
                try policy.set(
                    TrustPolicy.Rule(pattern: NamePattern(pattern), mode: mode, keys: names)
                )
            }
        }
    }

    static func place(_ body: (Place) throws -> Void) throws {
        try Bench.withFolder { try body(Place($0)) }
    }

    @Test("A key is pinned at first use, known afterwards, and another one is refused")
    func pinning() throws {
        try Self.place { place in
            let first = try place.evaluate([place.bench.signature()])
            #expect(first.isAccepted && first.signer?.basis == .firstUse)
            #expect(first.isAccepted && first.mode == .warn && first.pattern == nil)
            #expect(try place.store.pins().isEmpty, "evaluating changes nothing")
            try place.store.record(first)
            let pin = try place.store.pin(of: "swin-b")
            #expect(pin.key == place.bench.key.publicKey)
            #expect(pin.version?.text == "1.2.0")
            #expect(pin.manifest == first.manifest)
            #expect(pin.signed == place.bench.noon)
            #expect(try place.evaluate([place.bench.signature()]).signer?.basis == .pin)

            let other = try SigningKey.generate()
            let changed = try place.evaluate([place.bench.signature(by: other)])
            #expect(changed.refusal == TrustError(.changedKey, ""))
            #expect(changed.refusal?.kind == .refused)
            #expect(changed.refusal?.message.contains("--accept-new-key") == true)
            #expect(throws: TrustError(.changedKey, "")) { try place.store.record(changed) }
            let accepted = try place.evaluate([place.bench.signature(by: other)]) {
                $0.acceptsNewKey = true
            }
            #expect(accepted.signer?.basis == .acceptedNewKey)
            try place.store.record(accepted)
            #expect(try place.store.pin(of: "swin-b").key == other.publicKey)
            // Both signatures at once: the pinned one counts.
            let both = try place.evaluate([
                place.bench.signature(), place.bench.signature(by: other),
            ])
            #expect(both.signer?.key == other.publicKey && both.signer?.basis == .pin)
        }
    }

    @Test("Unsigned content passes with a warning, unless its name was signed before")
    func unsigned() throws {
        try Self.place { place in
            let first = try place.evaluate([])
            #expect(first.finding == .unsigned && first.isAccepted && first.warnings.count == 1)
            try place.store.record(first)
            #expect(try place.store.pin(of: "swin-b").key == nil)
            try place.store.record(place.evaluate([place.bench.signature()]))
            let dropped = try place.evaluate([])
            #expect(dropped.refusal == TrustError(.unsigned, ""))
            #expect(dropped.refusal?.kind == .refused)
            #expect(try place.evaluate([]) { $0.acceptsUnsigned = true }.finding == .unsigned)
        }
    }

    @Test("A rule that enforces takes its keys only, whatever a person allows")
    func enforced() throws {
        try Self.place { place in
            let allowed = try SigningKey.generate()
            try place.rule("swin-*", .enforce, keys: [allowed.publicKey])
            let everything = { (options: inout TrustOptions) in
                options.acceptsUnsigned = true
                options.acceptsNewKey = true
            }
            #expect(try place.evaluate([], everything).refusal == TrustError(.unsigned, ""))
            let stranger = try place.evaluate([place.bench.signature()], everything)
            #expect(stranger.refusal == TrustError(.keyNotAllowed, ""))
            #expect(stranger.refusal?.kind == .refused)
            let good = try place.evaluate([place.bench.signature(by: allowed)])
            #expect(good.signer?.basis == .rule && good.pattern?.text == "swin-*")
            #expect(good.summary.hasPrefix("signed by key-"))
            // Another name is under the default.
            let signature = try place.bench.signature(name: "resnet50")
            #expect(try place.evaluate([signature], name: "resnet50").signer?.basis == .firstUse)
        }
    }

    @Test("A rule that enforces without keys takes the ring's, and a new one only when asked")
    func enforcedRing() throws {
        try Self.place { place in
            try place.rule("*", .enforce)
            let signature = try place.bench.signature()
            #expect(try place.evaluate([signature]).refusal == TrustError(.unknownKey, ""))
            #expect(
                try place.evaluate([signature]) { $0.acceptsNewKey = true }.signer?.basis
                    == .acceptedNewKey
            )
            try place.store.changePolicy { (policy: inout TrustPolicy) throws(TrustError) in
                try policy.add(key: place.bench.key.publicKey, name: "ring")
            }
            #expect(try place.evaluate([signature]).signer?.basis == .keyRing)
        }
    }

    @Test("Where the policy says off, nothing is looked at and nothing is remembered")
    func off() throws {
        try Self.place { place in
            try place.rule("*", .off)
            let verdict = try place.store.evaluate(
                name: "swin-b",
                version: "1.0.0",
                manifest: place.bench.manifest,
                signatures: [Array("damaged".utf8)],
                now: place.bench.noon
            )
            #expect(verdict.finding == .notChecked && verdict.isAccepted)
            try place.store.record(verdict)
            #expect(try place.store.pins().isEmpty)
        }
    }

    @Test("A signature of other content, name, version or kind is refused with code 79")
    func wrongSubject() throws {
        try Self.place { place in
            let bench = place.bench
            let digest = try place.evaluate([]).manifest
            let elsewhere = try [
                bench.signature(name: "swin-s"), bench.signature("1.2.1"),
                bench.key.sign(bench.manifest, comment: "timestamp:1\tfile:manifest"),
                bench.key.sign(
                    bench.manifest,
                    as: .index,
                    name: SubjectName("swin-b"),
                    version: "1.2.0",
                    time: bench.noon
                ),
                bench.key.sign(
                    bench.manifest,
                    comment: "zoo.bundle/1 swin-b:1.2.0 \(digest) 2026-11-22T12:00:00Z "
                ),
            ]
            for signature in elsewhere {
                let verdict = try place.evaluate([signature])
                #expect(verdict.refusal == TrustError(.wrongSubject, ""))
                #expect(verdict.refusal?.kind == .wrongContent)
            }
            let other = try bench.key.sign(
                manifest: bench.manifest + [0x20],
                name: "swin-b",
                version: "1.2.0",
                time: bench.noon
            )
            #expect(try place.evaluate([other]).refusal == TrustError(.invalidSignature, ""))
            #expect(try place.evaluate([other]).refusal?.kind == .wrongContent)
            // A wrong signature beside a right one is mentioned, and does no harm.
            let mixed = try place.evaluate([other, bench.signature()])
            #expect(mixed.isAccepted && mixed.warnings.count == 1)
            let damaged = try place.store.evaluate(
                name: "swin-b",
                version: "1.2.0",
                manifest: bench.manifest,
                signatures: [[1, 2, 3]],
                now: bench.noon
            )
            #expect(damaged.refusal == TrustError(.malformedSignature, ""))
        }
    }

    @Test("An older version is refused, the same and a newer one are not")
    func versions() throws {
        try Self.place { place in
            func verdict(
                _ version: String,
                _ change: (inout TrustOptions) -> Void = { _ in }
            ) throws -> TrustVerdict {
                try place.evaluate([place.bench.signature(version)], version: version, change)
            }
            try place.store.record(verdict("1.2.0"))
            #expect(try verdict("1.1.9").refusal == TrustError(.olderVersion, ""))
            #expect(try verdict("1.2.0-rc.1").refusal == TrustError(.olderVersion, ""))
            #expect(try verdict("1.1.9").refusal?.kind == .refused)
            #expect(try verdict("1.2.0").isAccepted)
            try place.store.record(verdict("1.3.0"))
            #expect(try verdict("1.2.0").refusal == TrustError(.olderVersion, ""))
            let back = try verdict("1.2.0") { $0.allowsDowngrade = true }
            #expect(back.isAccepted && back.isDowngrade && back.warnings.count == 1)
            try place.store.record(back)
            #expect(try place.store.pin(of: "swin-b").version?.text == "1.2.0")
            #expect(try verdict("1.2.0").isAccepted)
        }
    }

    @Test("The same version with another content is mentioned")
    func sameVersion() throws {
        try Self.place { place in
            try place.store.record(place.evaluate([place.bench.signature()]))
            let manifest = Array("{}".utf8)
            let signature = try place.bench.key.sign(
                manifest: manifest,
                name: "swin-b",
                version: "1.2.0",
                time: place.bench.noon
            )
            let verdict = try place.store.evaluate(
                name: "swin-b",
                version: "1.2.0",
                manifest: manifest,
                signatures: [signature.bytes],
                now: place.bench.noon
            )
            #expect(verdict.isAccepted && verdict.warnings.count == 1)
        }
    }

    @Test("A signature from the future is refused, five minutes are not the future")
    func clock() throws {
        try Self.place { place in
            let noon = place.bench.noon
            func verdict(_ seconds: Int64) throws -> TrustVerdict {
                try place.evaluate(
                    [place.bench.signature()],
                    now: noon.advanced(bySeconds: seconds)
                )
            }
            for seconds: Int64 in [-300, -299, 0, 1, 315_360_000] {
                #expect(try verdict(seconds).isAccepted)
            }
            for seconds: Int64 in [-301, -86_400, .min] {
                let late = try verdict(seconds)
                #expect(late.refusal == TrustError(.signedInFuture, ""))
                #expect(late.refusal?.kind == .refused)
            }
        }
    }

    @Test("A signature by a key that nobody has says nothing; with the key at hand it does")
    func unknownKey() throws {
        try Self.place { place in
            let text = String(decoding: try place.bench.signature().bytes, as: UTF8.self)
            let lines = text.split(separator: "\n")
            let bare = ["untrusted comment: x"] + lines.dropFirst().map(String.init)
            let bytes = Array(bare.map { $0 + "\n" }.joined().utf8)
            func verdict(_ keys: [PublicKey]) throws -> TrustVerdict {
                var options = TrustOptions()
                options.offeredKeys = keys
                return try place.store.evaluate(
                    name: "swin-b",
                    version: "1.2.0",
                    manifest: place.bench.manifest,
                    signatures: [bytes],
                    now: place.bench.noon,
                    options: options
                )
            }
            #expect(try verdict([]).finding == .unknownKey(place.bench.key.publicKey.id))
            #expect(try verdict([]).warnings.count == 1)
            #expect(try verdict([place.bench.key.publicKey]).signer?.basis == .firstUse)
            try place.rule("*", .enforce)
            #expect(try verdict([]).refusal == TrustError(.unknownKey, ""))
        }
    }
}
