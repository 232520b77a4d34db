import Dispatch
import Foundation
import FrankenBundle
import FrankenCrypto
import FrankenStore
import Synchronization
import Testing

@Suite("Many at once")
struct ConcurrencyTests {
    let scratch: ScratchFolder
    let store: Store

    init() throws {
        scratch = try ScratchFolder()
        store = try Store.open(at: scratch.file("store"))
    }

    /// Runs `body` on eight threads and returns what they threw.
    private func concurrently(_ body: @escaping @Sendable (Int) throws -> Void) -> [String] {
        let errors = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            do {
                try body(index)
            } catch {
                errors.withLock { $0.append("\(index): \(error)") }
            }
        }
        return errors.withLock { $0 }
    }

    @Test("Installations at once all arrive, in the index too")
    func installations() throws {
        let path = store.path
        let errors = concurrently { index in
            for version in 0..<4 {
                let store = try Store.open(at: path)
                try SampleBundle("bundle-\(index)", "1.\(version).0").install(into: store)
            }
        }
        #expect(errors.isEmpty, "\(errors)")
        #expect(try store.installed().bundles.count == 32)
        let verification = try store.verifyAll()
        #expect(verification.isUsable)
        #expect(verification.isIndexCurrent)
        #expect(scratch.names("store/roots").isEmpty)
        #expect(scratch.names("store/tmp").isEmpty)
    }

    @Test("Collections never take what an installation relies on")
    func collections() throws {
        let path = store.path
        let errors = concurrently { index in
            let store = try Store.open(at: path)
            for round in 0..<12 {
                if index < 3 {
                    try store.collect(store.garbage())
                    continue
                }
                let sample = SampleBundle("bundle-\((index + round) % 3)")
                try sample.install(into: store)
                // Once installed, everything is there until somebody removes it.
                let error = Result { try store.verify(BundleReference(sample.name)) }
                if case .success(let verification) = error, !verification.faults.isEmpty,
                    (try? store.resolve(sample.name)) != nil
                {
                    let faults = try store.verify(BundleReference(sample.name)).faults
                    guard faults.isEmpty else { throw StoreError(.missingBlob, "\(faults)") }
                }
                do {
                    try store.remove(BundleReference(sample.name))
                } catch let error as StoreError {
                    guard error.code == .notInstalled else { throw error }
                }
            }
        }
        #expect(errors.isEmpty, "\(errors)")
        #expect(try store.verifyAll().isUsable)
        #expect(try store.verifyAll().isIndexCurrent)
        #expect(scratch.names("store/trash").isEmpty)
    }

    @Test("What killed processes left is swept by the next writer, and nothing of the living")
    func sweep() throws {
        try SampleBundle("swin-b").install(into: store)
        let living: Ingest? = try store.ingest()
        _ = living?.contains(try SampleBundle("swin-b").manifestDigest())
        let mine = try #require(scratch.names("store/roots").first)
        let parts = mine.split(separator: "-")
        // A process of this boot that is gone: its start time is another.
        let gone = "\(parts[1])-\(parts[2])-1-x"
        // And one from another machine, of which nothing is known.
        let foreign = "otherboot.1-\(parts[2])-1-x"
        let files = [
            "tmp/file-\(gone)", "tmp/file-\(foreign)", "roots/ingest-\(gone)",
            "roots/ingest-\(foreign)", "roots/publish-\(gone)",
        ]
        for file in files {
            try Data().write(to: URL(fileURLWithPath: scratch.file("store/\(file)")))
        }
        // A blob that a collector moved away before it was killed.
        let digest = try SampleBundle("swin-b").blobs()[1].0.digest
        try FileManager.default.moveItem(
            atPath: scratch.file("store/blobs/sha256/\(digest.hex)"),
            toPath: scratch.file("store/trash/trash-\(gone).\(digest.hex)")
        )
        #expect(try store.verifyAll().isUsable)
        #expect(try store.partials().map(\.isBeingWritten).sorted { $0 && !$1 } == [true, false])
        try SampleBundle("other").install(into: store)
        #expect(scratch.names("store/tmp") == ["file-\(foreign)"])
        #expect(scratch.names("store/roots") == [mine, "ingest-\(foreign)"].sorted())
        #expect(scratch.names("store/trash").isEmpty)
        #expect(scratch.names("store/blobs/sha256").contains(digest.hex))
        withExtendedLifetime(living) {}
    }

    @Test("A listing written before somebody was killed is not believed")
    func staleListing() throws {
        try SampleBundle("swin-b").install(into: store)
        let listing = try Data(contentsOf: URL(fileURLWithPath: scratch.file("store/listing.bin")))
        let index = try Data(contentsOf: URL(fileURLWithPath: scratch.file("store/index.json")))
        try SampleBundle("other").install(into: store)
        try listing.write(to: URL(fileURLWithPath: scratch.file("store/listing.bin")))
        try index.write(to: URL(fileURLWithPath: scratch.file("store/index.json")))
        let marker = scratch.file("store/roots/publish-x-1-1-x")
        try Data().write(to: URL(fileURLWithPath: marker))
        #expect(try store.installed().bundles.count == 2)
        #expect(try !store.verifyAll().isIndexCurrent)
        // Dated two days back, it belongs to nobody.
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -172_800)],
            ofItemAtPath: marker
        )
        try store.collect(store.garbage())
        #expect(try store.verifyAll().isIndexCurrent)
        #expect(scratch.names("store/roots").isEmpty)
        #expect(try store.installed().bundles.count == 2)
    }

    @Test(
        "A lock keeps others off while it is held, and a store that cannot be locked is no hindrance"
    )
    func locks() throws {
        let digest = try SampleBundle("swin-b").manifestDigest()
        let free = try #require(store.lock(digest))
        #expect(store.lock(digest) != nil, "no store yet, so nothing to lock")
        withExtendedLifetime(free) {}
        try SampleBundle("swin-b").install(into: store)
        var held = store.lock(digest)
        #expect(held != nil)
        #expect(store.lock(digest) == nil)
        withExtendedLifetime(held) {}
        held = nil
        #expect(store.lock(digest) != nil)
        #expect(try store.garbage().blobs.isEmpty)
    }
}
