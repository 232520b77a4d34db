import Foundation
import Testing

@Suite("Commands that undo each other take the same thing for granted", .serialized)
struct AgreementTests {
    @Test("push and install without a tag mean the same version, and say which")
    func tags() throws {
        guard let registry = try LocalRegistry.start() else { return }
        let shop = try BundleWorkshop()
        let place = "oci://\(registry.host)/zoo/alpha"
        for (version, tail) in [("1.9.0", 10 as UInt64), ("1.10.0", 11), ("2.0.0-rc.1", 12)] {
            let packed = try shop.pack(PackFixture(name: "alpha", version: version, tail: tail))
            try shop.done("install", packed.path)
            let pushed = try shop.done("push", "alpha:\(version)", place, "--plain-http")
            #expect(pushed == "\(place):\(version)@\(packed.digest)\n")
        }
        let installed = try shop.zoo("install", place, "--plain-http", home: "other")
        #expect(installed.status == 0, "\(installed.errors)")
        #expect(installed.output.hasPrefix("alpha:1.10.0@"))
        #expect(installed.errors.contains("\(place):1.10.0"), "\(installed.errors)")
        let pulled = try shop.zoo(
            "pull",
            place,
            "-o",
            shop.path("pulled.zoo"),
            "--plain-http",
            home: "third"
        )
        #expect(pulled.output.hasPrefix("alpha:1.10.0@"), "\(pulled.errors)")
        // A repository with no version for a tag has `latest`, as other programs make it.
        let other = "oci://\(registry.host)/mirror/x"
        try shop.done("push", "alpha:1.9.0", "\(other):latest", "--plain-http")
        let latest = try shop.zoo("install", other, "--plain-http", home: "fourth")
        #expect(latest.output.hasPrefix("alpha:1.9.0@"), "\(latest.errors)")
        #expect(latest.errors.contains("\(other):latest"))
        // The receipt has the place with its tag, so that a lock finds it again.
        let offline = try shop.zoo("install", place, "--offline", home: "other")
        #expect(offline.status == 0 && offline.output.hasPrefix("alpha:1.10.0@"))
    }

    @Test("An OCI index behind a tag stands for the bundle it names, or is refused in words")
    func ociIndex() throws {
        guard Tool.has("curl"), let registry = try LocalRegistry.start() else { return }
        let shop = try BundleWorkshop()
        let packed = try [
            shop.pack(PackFixture(name: "alpha", tail: 10)),
            shop.pack(PackFixture(name: "beta", tail: 11)),
        ]
        let place = "oci://\(registry.host)/zoo/all"
        for bundle in packed {
            try shop.done("install", bundle.path)
            let name = bundle.reference.split(separator: ":")[0]
            try shop.done("push", "\(name)", "\(place):\(name)", "--plain-http")
        }
        func index(_ bundles: [BundleWorkshop.Packed], tag: String) throws {
            let manifests = try bundles.map { bundle in
                """
                {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": \
                "\(bundle.digest)", "size": \(try Data(contentsOf: shop.blob(bundle.digest)).count), \
                "artifactType": "\(try artifactType(bundle))"}
                """
            }
            let text = """
                {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", \
                "manifests": [\(manifests.joined(separator: ", "))]}
                """
            let file = shop.path("\(tag).json")
            try Data(text.utf8).write(to: URL(filePath: file))
            let put = try Tool.run(
                "curl",
                [
                    "-sS", "-f", "-X", "PUT", "-H",
                    "Content-Type: application/vnd.oci.image.index.v1+json", "--data-binary",
                    "@\(file)", "http://\(registry.host)/v2/zoo/all/manifests/\(tag)",
                ]
            )
            #expect(put.status == 0, "\(put.output)")
        }
        func artifactType(_ bundle: BundleWorkshop.Packed) throws -> String {
            struct Manifest: Decodable { let artifactType: String }
            let data = try Data(contentsOf: shop.blob(bundle.digest))
            return try JSONDecoder().decode(Manifest.self, from: data).artifactType
        }
        try index([packed[0]], tag: "one")
        let one = try shop.zoo("install", "\(place):one", "--plain-http", home: "one")
        #expect(one.output == "alpha:1.0.0@\(packed[0].digest)\n", "\(one.errors)")
        try index(packed, tag: "two")
        let two = try shop.zoo("install", "\(place):two", "--plain-http", home: "two")
        #expect(two.status == 65, "\(two.errors)")
        #expect(two.errors.contains("is an index of 2 manifests"), "\(two.errors)")
        #expect(two.errors.contains(packed[1].digest))
    }

    @Test("sign keeps another's signature unless it is told to replace it")
    func signers() throws {
        let shop = try BundleWorkshop()
        let keys = ["first", "second"].map { shop.path("\($0).key") }
        for key in keys { _ = try ZooProcess.run(["keygen", "-o", key, "--no-password"]) }
        let packed = try shop.pack(PackFixture(), "--sign", keys[0])
        try shop.done(
            "pack",
            shop.path("resnet50-1.0.0-3.parts"),
            "--form",
            "folder",
            "-o",
            shop.path("layout"),
            "--sign",
            keys[0]
        )
        try shop.done("install", packed.path)
        let index = shop.path("index.json")
        try shop.done("index", packed.path, "-o", index, "--key", keys[0])
        let before = try Data(contentsOf: URL(filePath: packed.path))
        for target in [[packed.path], [shop.path("layout")], ["resnet50"], ["--index", index]] {
            let refused = try shop.zoo(["sign"] + target + ["--key", keys[1]])
            #expect(refused.status == 77 && refused.errors.contains("--replace"), "\(target)")
            // Its own signature anybody may renew.
            try shop.done(["sign"] + target + ["--key", keys[0]])
            try shop.done(["sign"] + target + ["--key", keys[1], "--replace"])
            #expect(try shop.zoo(["sign"] + target + ["--key", keys[0]]).status == 77)
        }
        #expect(try Data(contentsOf: URL(filePath: packed.path)) != before)
    }

    @Test("A name lists the relatives whose names begin with it")
    func list() throws {
        struct Listing: Decodable {
            struct Backbone: Decodable { let name: String }
            let backbones: [Backbone]
        }
        func names(_ pattern: String) throws -> [String] {
            try ZooProcess.run(["list", pattern, "--json"]).json(Listing.self).backbones
                .map(\.name)
        }
        let slim = try names("resnet18")
        #expect(slim.contains("resnet18") && slim.contains("resnet18-slim"))
        #expect(try names("resnet18-slim") == ["resnet18-slim"])
        #expect(try names("ResNet-18").contains("resnet18"))
    }
}
