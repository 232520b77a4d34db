import Dispatch
import Foundation
import FrankenFailures
import FrankenTrust
import Synchronization
import Testing

@Suite("What is remembered")
struct PinTests {
    @Test("Names that differ in case or in depth have pins of their own")
    func names() throws {
        try TrustStoreTests.place { place in
            let names = [
                "swin-b", "Swin-b", "SWIN-B", "a/b", "a-b", "a=b".replacing("=", with: "."),
                "a.", "a", String(repeating: "Q", count: 128),
                String(repeating: "Q", count: 127) + "R",
            ]
            for (patch, name) in names.enumerated() {
                let version = "1.0.\(patch)"
                let signature = try place.bench.signature(version, name: name)
                try place.store.record(
                    place.evaluate([signature], version: version, name: name)
                )
            }
            for (patch, name) in names.enumerated() {
                let pin = try place.store.pin(of: name)
                #expect(pin.name == name)
                #expect(pin.version?.text == "1.0.\(patch)")
            }
            #expect(try place.store.pins().map(\.name) == names.sorted())
            let folders = try FileManager.default.contentsOfDirectory(
                atPath: "\(place.folder)/state/trust"
            ).filter { !$0.hasPrefix(".") }
            #expect(Set(folders.map { $0.lowercased() }).count == names.count)
            #expect(folders.allSatisfy { $0.utf8.count <= 255 })
            try place.store.forget("a")
            #expect(try place.store.pin(of: "a").key == nil)
            #expect(try place.store.pins().count == names.count - 1)
        }
    }

    @Test("A damaged pin is an error, never a name that was not seen")
    func damaged() throws {
        try TrustStoreTests.place { place in
            try place.store.record(place.evaluate([place.bench.signature()]))
            let file = "\(place.folder)/state/trust/swin-b/1.json"
            let good = try Bench.read(file)
            let bad = [
                [], Array(good.dropLast(4)), Array("{}".utf8),
                [UInt8](repeating: 32, count: 1 << 15),
                Array(
                    String(decoding: good, as: UTF8.self).replacing("swin-b", with: "swin-s").utf8
                ),
                Array(String(decoding: good, as: UTF8.self).replacing("pin/1", with: "pin/2").utf8),
            ]
            for bytes in bad {
                try Bench.write(bytes, file)
                let error = #expect(throws: TrustError.self) {
                    try place.evaluate([place.bench.signature()])
                }
                #expect([.malformedState, .system].contains(error?.code))
                #expect(error?.kind == .cannotWrite)
            }
            try place.store.forget("swin-b")
            #expect(try place.store.pin(of: "swin-b").key == nil)
        }
    }

    @Test("The first pin wins when several processes see a name for the first time")
    func firstPinWins() throws {
        try TrustStoreTests.place { place in
            let keys = try (0..<6).map { _ in try SigningKey.generate() }
            let verdicts = try keys.map { try place.evaluate([place.bench.signature(by: $0)]) }
            let refused = Mutex(0)
            DispatchQueue.concurrentPerform(iterations: 6) { index in
                do {
                    try place.store.record(verdicts[index])
                } catch {
                    refused.withLock { $0 += 1 }
                }
            }
            #expect(refused.withLock { $0 } == 5)
            let pinned = try place.store.pin(of: "swin-b").key
            #expect(keys.contains { $0.publicKey == pinned })
        }
    }

    @Test("The highest version survives any order in which it is recorded, at once")
    func highestVersionWins() throws {
        try TrustStoreTests.place { place in
            let verdicts = try (0..<24).map { minor in
                try place.evaluate([place.bench.signature("1.\(minor).0")], version: "1.\(minor).0")
            }.shuffled()
            let failures = Mutex(0)
            DispatchQueue.concurrentPerform(iterations: verdicts.count) { index in
                do {
                    try place.store.record(verdicts[index])
                } catch {
                    failures.withLock { $0 += 1 }
                }
            }
            #expect(failures.withLock { $0 } == 0)
            #expect(try place.store.pin(of: "swin-b").version?.text == "1.23.0")
            let files = try FileManager.default.contentsOfDirectory(
                atPath: "\(place.folder)/state/trust/swin-b"
            )
            #expect(files.count == 1)
        }
    }

    @Test("A crash between making the new file and removing the old one is harmless")
    func twoFiles() throws {
        try TrustStoreTests.place { place in
            try place.store.record(
                place.evaluate([place.bench.signature("1.0.0")], version: "1.0.0")
            )
            let home = "\(place.folder)/state/trust/swin-b"
            let old = try Bench.read("\(home)/1.json")
            try place.store.record(
                place.evaluate([place.bench.signature("1.1.0")], version: "1.1.0")
            )
            try Bench.write(old, "\(home)/1.json")
            try Bench.write(Array("half".utf8), "\(home)/3.json.99.abc")
            #expect(try place.store.pin(of: "swin-b").version?.text == "1.1.0")
            try place.store.record(
                place.evaluate([place.bench.signature("1.2.0")], version: "1.2.0")
            )
            #expect(!FileManager.default.fileExists(atPath: "\(home)/1.json"))
            #expect(try place.store.pin(of: "swin-b").version?.text == "1.2.0")
        }
    }
}
