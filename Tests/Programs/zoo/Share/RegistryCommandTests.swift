import Foundation
import Testing

@Suite("zoo push, pull and install with a real registry and skopeo", .serialized)
struct RegistryCommandTests {
    private struct Pushed: Decodable {
        let schema: String
        let target: String
        let digest: String
        let sent: [String]
        let mounted: [String]
        let present: [String]
        let signed: Bool
    }

    @Test("skopeo copies a .zoo to a registry, and zoo installs the same manifest from there")
    func skopeoToZoo() throws {
        guard Tool.has("skopeo"), let registry = try LocalRegistry.start() else { return }
        let shop = try BundleWorkshop()
        let packed = try shop.pack(PackFixture())
        let place = "\(registry.host)/zoo/resnet50:1.0.0"
        let copied = try Tool.run(
            "skopeo",
            [
                "copy", "--insecure-policy", "--dest-tls-verify=false",
                "oci-archive:\(packed.path):1.0.0", "docker://\(place)",
            ]
        )
        #expect(copied.status == 0, "\(copied.output)")
        let installed = try shop.done("install", "oci://\(place)", "--plain-http")
        #expect(installed == "resnet50:1.0.0@\(packed.digest)\n")
        #expect(try shop.zoo("verify").status == 0)
        // The live store is an image layout that skopeo reads as it is.
        let read = try Tool.run(
            "skopeo",
            ["inspect", "--raw", "oci:\(shop.home()):resnet50_1.0.0"]
        )
        let manifest = try String(contentsOf: shop.blob(packed.digest), encoding: .utf8)
        #expect(read.status == 0 && read.output == manifest, "\(read.output)")
    }

    @Test("What zoo pushes is what skopeo inspects; the signature comes back with it")
    func zooToSkopeo() throws {
        guard Tool.has("skopeo"), let registry = try LocalRegistry.start() else { return }
        let shop = try BundleWorkshop()
        let key = shop.path("zoo.key")
        _ = try ZooProcess.run(["keygen", "-o", key, "--no-password"])
        let packed = try shop.pack(PackFixture(), "--sign", key)
        try shop.done("install", packed.path)
        let place = "\(registry.host)/zoo/resnet50"
        let pushed = try shop.zoo("push", "resnet50", "oci://\(place)", "--plain-http", "--json")
        #expect(pushed.status == 0, "\(pushed.errors)")
        let report = try pushed.json(Pushed.self)
        #expect(report.schema == "zoo.push/1" && report.signed && report.present.isEmpty)
        #expect(report.target == "oci://\(place):1.0.0@\(packed.digest)")
        let read = try Tool.run(
            "skopeo",
            ["inspect", "--raw", "--tls-verify=false", "docker://\(place):1.0.0"]
        )
        let manifest = try String(contentsOf: shop.blob(packed.digest), encoding: .utf8)
        #expect(read.status == 0 && read.output == manifest, "\(read.output)")
        // Again: nothing to send.
        let again = try shop.zoo("push", "resnet50", "oci://\(place)", "--plain-http", "--json")
        #expect(try again.json(Pushed.self).sent.isEmpty)
        // Into a file, then onto a machine that wants a signature.
        let file = shop.path("pulled.zoo")
        let pulled = try shop.done(
            "pull",
            "oci://\(place):1.0.0",
            "-o",
            file,
            "--plain-http",
            home: "mirror"
        )
        #expect(pulled == "resnet50:1.0.0@\(packed.digest)\n")
        let before = try Data(contentsOf: URL(filePath: packed.path))
        #expect(try Data(contentsOf: URL(filePath: file)) == before)
        #expect(!FileManager.default.fileExists(atPath: shop.home("mirror") + "/installs"))
        try shop.done("trust", "add", shop.path("zoo.pub"), "--name", "me", home: "strict")
        try shop.done("trust", "rule", "*", "--mode", "enforce", home: "strict")
        try shop.done("install", file, home: "strict")
        // A registry reached directly carries it as well.
        try shop.done("trust", "add", shop.path("zoo.pub"), "--name", "me", home: "direct")
        try shop.done("trust", "rule", "*", "--mode", "enforce", home: "direct")
        try shop.done("install", "oci://\(place):1.0.0", "--plain-http", home: "direct")
    }

    @Test("Three bundles of one encoder: registry and store keep it once, until the last is gone")
    func sharing() throws {
        guard let registry = try LocalRegistry.start() else { return }
        let shop = try BundleWorkshop()
        let names = ["alpha", "beta", "gamma"]
        var encoder = ""
        var mounted = 0
        for (seed, name) in names.enumerated() {
            let packed = try shop.pack(PackFixture(name: name, tail: UInt64(10 + seed)))
            try shop.done("install", packed.path)
            encoder = try shop.encoder(of: packed.digest)
            let pushed = try shop.zoo(
                "push",
                name,
                "oci://\(registry.host)/zoo/\(name)",
                "--plain-http",
                "--json"
            )
            #expect(pushed.status == 0, "\(pushed.errors)")
            let report = try pushed.json(Pushed.self)
            #expect(seed == 0 || report.mounted.contains(encoder))
            mounted += report.mounted.count
        }
        #expect(mounted >= 10)
        #expect(try registry.copies(of: encoder) == 1)
        for name in names {
            try shop.done(
                "install",
                "oci://\(registry.host)/zoo/\(name):1.0.0",
                "--plain-http",
                home: "other"
            )
        }
        let blob = shop.blob(encoder, home: "other").path
        #expect(FileManager.default.fileExists(atPath: blob))
        try shop.done("rm", "alpha", "beta", "--yes", home: "other")
        try shop.done("prune", "--yes", home: "other")
        #expect(FileManager.default.fileExists(atPath: blob))
        #expect(try shop.zoo("verify", home: "other").status == 0)
        try shop.done("rm", "gamma", "--yes", home: "other")
        #expect(FileManager.default.fileExists(atPath: blob))
        try shop.done("prune", "--yes", home: "other")
        #expect(!FileManager.default.fileExists(atPath: blob))
    }

    @Test("Nothing is sent offline, and refusals say why")
    func refusals() throws {
        let shop = try BundleWorkshop()
        let packed = try shop.pack(PackFixture())
        try shop.done("install", packed.path)
        let target = "oci://127.0.0.1:9/zoo/resnet50"
        #expect(try shop.zoo("push", "resnet50", target, "--offline").status == 69)
        #expect(try shop.zoo("pull", target, "--offline").status == 69)
        #expect(try shop.zoo("push", "nothing", target, "--plain-http").status == 66)
        #expect(try shop.zoo("push", "resnet50", "oci://nohost", "--plain-http").status == 64)
        let other = "\(target)@sha256:\(String(repeating: "0", count: 64))"
        #expect(try shop.zoo("push", "resnet50", other, "--plain-http").status == 79)
    }
}
