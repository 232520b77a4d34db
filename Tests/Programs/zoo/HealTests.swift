import Foundation
import Testing

@Suite("Damaged files are missing files", .serialized)
struct HealTests {
    /// Replaces a blob's bytes as a power failure or a bad disk does.
    private func damage(_ blob: URL, _ change: (inout Data) -> Void) throws {
        var bytes = try Data(contentsOf: blob)
        change(&bytes)
        try FileManager.default.removeItem(at: blob)
        try bytes.write(to: blob)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: blob.path)
    }

    private static let damages: [(String, @Sendable (inout Data) -> Void)] = [
        ("emptied", { $0 = Data() }), ("cut", { $0.removeLast() }),
        ("longer", { $0.append(0) }), ("flipped", { $0[$0.count / 2] ^= 1 }),
    ]

    @Test("A blob that was emptied, cut, extended or changed is written anew by install")
    func install() throws {
        let shop = try BundleWorkshop()
        let packed = try shop.pack(PackFixture())
        try shop.done("install", packed.path)
        let encoder = try shop.encoder(of: packed.digest)
        for (name, change) in Self.damages {
            for digest in [encoder, packed.digest] {
                try damage(shop.blob(digest), change)
                #expect(try shop.zoo("verify").status == 79, "\(name)")
                let healed = try shop.zoo("install", packed.path)
                #expect(healed.status == 0, "\(name): \(healed.errors)")
                #expect(!healed.errors.contains("installed already"), "\(name): \(healed.errors)")
                #expect(try shop.zoo("verify").status == 0, "\(name)")
            }
        }
        // Another bundle that shares the blob heals it too, instead of building on it.
        let other = try shop.pack(PackFixture(name: "beta", tail: 11))
        try damage(shop.blob(encoder), Self.damages[3].1)
        try shop.done("install", other.path)
        #expect(try shop.zoo("verify").status == 0)
        let again = try shop.zoo("install", packed.path)
        #expect(again.status == 0 && again.errors.contains("installed already"))
    }

    @Test("verify finds and --repair deletes damage that no bundle needs any more")
    func repair() throws {
        let shop = try BundleWorkshop()
        let packed = try shop.pack(PackFixture())
        for (name, change) in Self.damages {
            try shop.done("install", packed.path)
            let encoder = try shop.encoder(of: packed.digest)
            try shop.done("rm", "resnet50", "--yes")
            try damage(shop.blob(encoder), change)
            let found = try shop.zoo("verify")
            #expect(found.status == 79 && found.output.contains("BAD"), "\(name): \(found.output)")
            let repaired = try shop.zoo("verify", "--repair")
            #expect(repaired.output.contains("deleted \(encoder)"), "\(name): \(repaired.output)")
            #expect(try shop.zoo("verify").status == 0, "\(name)")
            #expect(!FileManager.default.fileExists(atPath: shop.blob(encoder).path))
        }
    }

    @Test("What is installed installs again from a store that may not be written")
    func readOnly() throws {
        let shop = try BundleWorkshop()
        let packed = try shop.pack(PackFixture())
        let other = try shop.pack(PackFixture(name: "beta", tail: 11))
        try shop.done("install", packed.path)
        guard Tool.has("setpriv"), getuid() == 0 else { return }
        // Nobody may read all of it, and write none of it.
        let open = try Tool.run(
            "/bin/bash",
            [
                "-c",
                "chmod -R a+rX '\(shop.folder.url.path)' && chmod a+rX '\(shop.folder.url.path)'",
            ]
        )
        #expect(open.status == 0)
        func asNobody(_ source: String) throws -> (output: String, status: Int32) {
            try Tool.run(
                "setpriv",
                [
                    "--reuid=65534", "--regid=65534", "--clear-groups",
                    ZooProcess.executable().path, "install", source, "--home", shop.home(),
                ]
            )
        }
        let probe = try asNobody("--help")
        guard probe.status == 0 else {
            print("skipped: the program cannot be run as another user")
            return
        }
        let again = try asNobody(packed.path)
        #expect(again.status == 0 && again.output.contains(packed.digest), "\(again.output)")
        #expect(try asNobody(other.path).status == 73)
    }
}
