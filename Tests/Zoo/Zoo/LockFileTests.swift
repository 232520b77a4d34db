import FrankenBundle
import FrankenCrypto
import FrankenZoo
import Testing

@Suite("Lock files")
struct LockFileTests {
    private static func bundle(_ name: String, encoder: String = "e") throws -> LockFile.Bundle {
        LockFile.Bundle(
            name: try BundleName(name),
            version: try BundleVersion("1.0.0"),
            manifest: try SHA256Hasher.digest(of: Array(name.utf8)),
            encoder: try SHA256Hasher.digest(of: Array(encoder.utf8)),
            source: "oci://registry.example.org/zoo/\(name)"
        )
    }

    private static func encoder(_ name: String = "e") throws -> LockFile.Encoder {
        LockFile.Encoder(
            digest: try SHA256Hasher.digest(of: Array(name.utf8)),
            name: name,
            size: 100
        )
    }

    @Test("A lock is the same bytes whatever the order, and comes back as it was")
    func roundTrip() throws {
        let bundles = try [Self.bundle("beta"), Self.bundle("alpha")]
        let lock = try LockFile(bundles: bundles, encoders: [Self.encoder()])
        let other = try LockFile(bundles: bundles.reversed(), encoders: [Self.encoder()])
        #expect(try lock.bytes() == other.bytes())
        #expect(try LockFile(bytes: lock.bytes()) == lock)
        #expect(lock.bundles.map(\.name.text) == ["alpha", "beta"])
    }

    @Test("A bundle that is there twice, or without its encoder, is refused")
    func inconsistent() throws {
        let twice = try [Self.bundle("alpha"), Self.bundle("alpha")]
        #expect(throws: ZooError(.malformedLock, "")) {
            try LockFile(bundles: twice, encoders: [Self.encoder()])
        }
        #expect(throws: ZooError(.malformedLock, "")) {
            try LockFile(bundles: [Self.bundle("alpha")], encoders: [Self.encoder("other")])
        }
    }

    @Test("Every truncation of a lock is refused")
    func truncated() throws {
        let bytes = try LockFile(bundles: [Self.bundle("alpha")], encoders: [Self.encoder()])
            .bytes()
        let end = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
        for count in 0..<end {
            #expect(throws: ZooError.self) { try LockFile(bytes: Array(bytes[..<count])) }
        }
    }

    @Test("Another major version is refused, an unknown field is not")
    func schema() throws {
        let text = String(
            decoding: try LockFile(bundles: [], encoders: []).bytes(),
            as: UTF8.self
        )
        let newer = text.replacing("zoo.lock/1", with: "zoo.lock/1.3")
            .replacing("\"bundles\"", with: "\"later\": 1, \"bundles\"")
        #expect(try LockFile(bytes: Array(newer.utf8)).bundles.isEmpty)
        let next = text.replacing("zoo.lock/1", with: "zoo.lock/2")
        #expect(throws: ZooError(.malformedLock, "")) { try LockFile(bytes: Array(next.utf8)) }
    }
}
