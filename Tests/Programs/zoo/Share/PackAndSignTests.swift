import Foundation
import Testing

@Suite("zoo pack, keygen, sign and trust", .serialized)
struct PackAndSignTests {
    @Test("Packing twice gives the same bytes, on another day, umask, path and folder order")
    func reproducible() throws {
        let shop = try BundleWorkshop()
        let packed = try shop.pack(PackFixture())
        #expect(packed.schema == "zoo.pack-result/1" && packed.reference == "resnet50:1.0.0")
        let first = try Data(contentsOf: URL(filePath: packed.path))
        // Written backwards: the folder lists its files in another order.
        let parts = shop.path("resnet50-1.0.0-3.parts")
        let again = shop.path("again")
        let copy = """
            umask 077; mkdir -p '\(again)' && cd '\(parts)' && find . -type f | sort -r |
            while read -r f; do mkdir -p "\(again)/$(dirname "$f")"; cp "$f" "\(again)/$f"; done
            cd '\(again)' && exec "$@"
            """
        let zoo = try ZooProcess.executable().path
        let fake = Tool.path("faketime").map { [$0, "2031-02-03 04:05:06"] } ?? []
        let run = try Tool.run(
            "/bin/bash",
            ["-c", copy, "bash"] + fake
                + [zoo, "pack", ".", "-o", shop.path("again.zoo"), "--home", shop.home()]
        )
        #expect(run.status == 0, "\(run.output)")
        #expect(try Data(contentsOf: shop.folder.file("again.zoo")) == first)
        #expect(run.output.contains("resnet50:1.0.0@\(packed.digest)"))
    }

    @Test("A file, a tar and a folder, thin or not, are the same bundle")
    func forms() throws {
        let shop = try BundleWorkshop()
        let packed = try shop.pack(PackFixture())
        let parts = shop.path("resnet50-1.0.0-3.parts")
        for (form, name) in [("tar", "a.tar"), ("folder", "layout")] {
            let printed = try shop.done("pack", parts, "--form", form, "-o", shop.path(name))
            #expect(printed == "resnet50:1.0.0@\(packed.digest)\n")
        }
        try shop.done("pack", parts, "--thin", "-o", shop.path("thin.zoo"))
        // Thin needs the encoder, and has it once another bundle brought it.
        #expect(try shop.zoo("install", shop.path("thin.zoo"), home: "thin").status == 66)
        try shop.done("install", shop.path("layout"))
        #expect(
            try shop.done("install", shop.path("thin.zoo")) == "resnet50:1.0.0@\(packed.digest)\n"
        )
    }

    @Test("Bad folders and options end with a code and the next step")
    func refusals() throws {
        let shop = try BundleWorkshop()
        let missing = try shop.zoo("pack", shop.path("nothing"))
        #expect(missing.status == 66 && missing.errors.contains("bundle.json"))
        #expect(try shop.zoo("pack", shop.path("nothing"), "--level", "20").status == 64)
        let parts = shop.path("parts")
        try PackFixture().write(to: parts)
        try Data(#"{"schema": "zoo.pack/1", "nme": "x"}"#.utf8)
            .write(to: URL(filePath: "\(parts)/bundle.json"))
        let malformed = try shop.zoo("pack", parts)
        #expect(malformed.status == 65 && malformed.errors.contains("bundle.json"))
    }

    @Test("What lies in a folder and is not packed is named")
    func leftOut() throws {
        let shop = try BundleWorkshop()
        let parts = shop.path("parts")
        try PackFixture().write(to: parts)
        let clean = try shop.zoo("pack", parts, "-o", shop.path("a.zoo"))
        #expect(clean.status == 0 && !clean.errors.contains("not packed"), "\(clean.errors)")
        let strays = ["LICENCE", "labels.txt", "tail/tail.bak", "log/"]
        try FileManager.default.createDirectory(
            atPath: "\(parts)/log",
            withIntermediateDirectories: true
        )
        for name in strays where !name.hasSuffix("/") {
            try Data("x".utf8).write(to: URL(filePath: "\(parts)/\(name)"))
        }
        let packed = try shop.zoo("pack", parts, "-o", shop.path("b.zoo"), "--json")
        struct Answer: Decodable { let leftOut: [String] }
        #expect(try packed.json(Answer.self).leftOut.sorted() == strays.sorted())
        #expect(packed.errors.contains("not packed: ") && packed.errors.contains("labels.txt"))
        #expect(
            try Data(contentsOf: URL(filePath: shop.path("a.zoo")))
                == Data(contentsOf: URL(filePath: shop.path("b.zoo")))
        )
    }

    @Test("minisign and signify verify what zoo signs, and one flipped byte fails all three")
    func peers() throws {
        let shop = try BundleWorkshop()
        let key = shop.path("zoo.key")
        let made = try ZooProcess.run(["keygen", "-o", key, "--no-password"])
        #expect(made.status == 0 && made.output.hasPrefix("RW"))
        let attributes = try FileManager.default.attributesOfItem(atPath: key)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try ZooProcess.run(["keygen", "-o", key, "--no-password"]).status == 73)
        let packed = try shop.pack(PackFixture(), "--sign", key)
        try shop.done("install", packed.path)
        let manifest = shop.path("manifest.json")
        let signature = shop.path("manifest.json.minisig")
        let files = FileManager.default
        try files.copyItem(at: shop.blob(packed.digest), to: URL(filePath: manifest))
        let hex = packed.digest.split(separator: ":")[1]
        try files.copyItem(
            atPath: "\(shop.home())/signatures/\(hex).minisig",
            toPath: signature
        )
        let pub = shop.path("zoo.pub")
        let peers: [(name: String, arguments: [String])] = [
            ("minisign", ["-Vm", manifest, "-p", pub, "-x", signature]),
            ("signify-openbsd", ["-V", "-p", pub, "-x", signature, "-m", manifest]),
        ]
        for peer in peers where Tool.has(peer.name) {
            let good = try Tool.run(peer.name, peer.arguments)
            #expect(good.status == 0, "\(peer.name): \(good.output)")
        }
        var bytes = try Data(contentsOf: URL(filePath: manifest))
        bytes[bytes.count / 2] ^= 1
        try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: manifest)
        try bytes.write(to: URL(filePath: manifest))
        for peer in peers where Tool.has(peer.name) {
            #expect(try Tool.run(peer.name, peer.arguments).status != 0, "\(peer.name)")
        }
        // The same flip in the store: no longer the bundle that is installed.
        let blob = shop.blob(packed.digest)
        try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: blob.path)
        try bytes.write(to: blob)
        #expect(try shop.zoo("verify", "resnet50").status == 79)
    }

    @Test("Signing a file, a folder or an installed bundle changes nothing else")
    func signing() throws {
        let shop = try BundleWorkshop()
        let key = shop.path("zoo.key")
        _ = try ZooProcess.run(["keygen", "-o", key, "--no-password"])
        let packed = try shop.pack(PackFixture())
        let parts = shop.path("resnet50-1.0.0-3.parts")
        try shop.done("pack", parts, "--form", "folder", "-o", shop.path("layout"))
        let reference = "resnet50:1.0.0@\(packed.digest)\n"
        for place in [packed.path, shop.path("layout")] {
            #expect(try shop.done("sign", place, "--key", key) == reference)
            let home = "home-\(place.count)"
            try shop.done("trust", "add", shop.path("zoo.pub"), "--name", "me", home: home)
            try shop.done("trust", "rule", "--default", "--mode", "enforce", home: home)
            #expect(try shop.done("install", place, home: home) == reference)
        }
        // What a tar holds besides is what it held before.
        let before = try shop.done("pack", parts, "--form", "tar", "-o", shop.path("a.tar"))
        let unsigned = try Tool.run("tar", ["tf", shop.path("a.tar")]).output
        #expect(try shop.done("sign", shop.path("a.tar"), "--key", key) == before)
        let signed = try Tool.run("tar", ["tf", shop.path("a.tar")]).output
        #expect(
            Set(signed.split(separator: "\n")).subtracting(unsigned.split(separator: "\n"))
                == ["signatures/\(packed.digest.dropFirst(7)).minisig"]
        )
        // Installed unsigned, then signed, then exported with the signature.
        try shop.done("pack", parts, "-o", shop.path("plain.zoo"))
        try shop.done("install", shop.path("plain.zoo"))
        #expect(try shop.done("sign", "resnet50", "--key", key) == reference)
        try shop.done("export", "resnet50", "-o", shop.path("out.zoo"))
        let home = "strict"
        try shop.done("trust", "add", shop.path("zoo.pub"), "--name", "me", home: home)
        try shop.done("trust", "rule", "resnet*", "--mode", "enforce", "--key", "me", home: home)
        #expect(try shop.done("install", shop.path("out.zoo"), home: home) == reference)
        #expect(try shop.zoo("install", shop.path("plain.zoo"), home: home).status == 77)
    }

    @Test("Keys, rules and pins are listed, changed and forgotten")
    func trust() throws {
        struct Trust: Decodable {
            struct Key: Decodable { let name: String }
            struct Rule: Decodable { let pattern, mode: String }
            struct Pin: Decodable { let name: String }
            let schema: String
            let defaultMode: String
            let keys: [Key]
            let rules: [Rule]
            let pins: [Pin]
        }
        let shop = try BundleWorkshop()
        let key = shop.path("a.key")
        _ = try ZooProcess.run(["keygen", "-o", key, "--no-password"])
        let packed = try shop.pack(PackFixture(), "--sign", key)
        try shop.done("trust", "add", shop.path("a.pub"), "--name", "ours")
        try shop.done("trust", "rule", "resnet*", "--mode", "enforce", "--key", "ours")
        try shop.done("trust", "rule", "swin*", "--mode", "off")
        try shop.done("install", packed.path)
        let trust = try shop.zoo("trust", "list", "--json").json(Trust.self)
        #expect(trust.schema == "zoo.trust-list/1" && trust.defaultMode == "warn")
        #expect(trust.keys.map(\.name) == ["ours"] && trust.pins.map(\.name) == ["resnet50"])
        #expect(trust.rules.map { "\($0.pattern) \($0.mode)" } == ["swin* off", "resnet* enforce"])
        // The only key of a rule does not go before the rule.
        #expect(try shop.zoo("trust", "remove", "ours").status != 0)
        try shop.done("trust", "rule", "resnet*", "--remove")
        try shop.done("trust", "remove", "ours")
        try shop.done("trust", "forget", "resnet50")
        #expect(try shop.zoo("trust", "forget", "resnet50").status == 66)
        let after = try shop.zoo("trust", "--json").json(Trust.self)
        #expect(after.keys.isEmpty && after.pins.isEmpty && after.rules.count == 1)
        #expect(try shop.zoo("trust", "rule", "a", "--mode", "maybe").status == 64)
        #expect(try shop.zoo("trust", "rule", "a").status == 64)
    }

    @Test("A password protects the key")
    func password() throws {
        let shop = try BundleWorkshop()
        let (key, file) = (shop.path("p.key"), shop.path("password"))
        try Data("correct horse\n".utf8).write(to: URL(filePath: file))
        #expect(try ZooProcess.run(["keygen", "-o", key]).status == 64)
        let made = try ZooProcess.run(["keygen", "-o", key, "--password-file", file])
        #expect(made.status == 0, "\(made.errors)")
        let packed = try shop.pack(PackFixture())
        #expect(try shop.zoo("sign", packed.path, "--key", key).status == 64)
        try shop.done("sign", packed.path, "--key", key, "--password-file", file)
        try Data("wrong\n".utf8).write(to: URL(filePath: file))
        let wrong = try shop.zoo("sign", packed.path, "--key", key, "--password-file", file)
        #expect(wrong.status == 77 && wrong.errors.contains("password"))
    }
}
