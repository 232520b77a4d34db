import Foundation
import Testing

/// Every way to a bundle, with another one in its place that is signed as well as it is.
@Suite("What was promised is what comes", .serialized)
struct PromiseTests {
    /// A machine with an index of its own, whose bundles one key signed.
    private struct Machine {
        let shop: BundleWorkshop
        let key: String
        var index: String { shop.path("index.json") }

        init() throws {
            shop = try BundleWorkshop()
            key = shop.path("zoo.key")
            let made = try ZooProcess.run(["keygen", "-o", key, "--no-password"])
            try #require(made.status == 0, "\(made.errors)")
        }

        func pack(_ name: String, version: String = "1.0.0", tail: UInt64) throws
            -> BundleWorkshop.Packed
        {
            try shop.pack(
                PackFixture(name: name, version: version, tail: tail),
                "--sign",
                key
            )
        }

        /// Publishes files in the index, signed.
        func publish(_ files: [String]) throws {
            try shop.done(["index"] + files + ["-o", index, "--name", "ours", "--key", key])
        }

        /// Replaces text of the index and signs it again: whoever has the key was wrong, or lies.
        func forge(_ change: (String) -> String) throws {
            let text = try String(contentsOfFile: index, encoding: .utf8)
            try Data(change(text).utf8).write(to: URL(filePath: index))
            try shop.done("sign", "--index", index, "--key", key)
        }

        func run(
            _ arguments: String...,
            home: String = "home",
            index: String? = nil
        ) throws -> (output: String, status: Int32) {
            try Tool.run(
                ZooProcess.executable().path,
                arguments + ["--home", shop.home(home)],
                variables: ["ZOO_INDEX": index ?? self.index]
            )
        }

        /// What is installed, as `name:version`.
        func installed(_ home: String = "home") throws -> [String] {
            let folder = "\(shop.home(home))/installs"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return try names.flatMap { name in
                try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")
                    .map { "\(name):\($0.dropLast(5))" }
            }.sorted()
        }

        func swap(_ file: String, for other: String) throws {
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.copyItem(atPath: other, toPath: file)
        }
    }

    @Test("Index and file: another bundle under the file's name is refused, and nothing comes")
    func index() throws {
        let machine = try Machine()
        let (alpha, beta) = try (machine.pack("alpha", tail: 10), machine.pack("beta", tail: 11))
        try machine.publish([alpha.path])
        try machine.swap(alpha.path, for: beta.path)
        let outcome = try machine.run("install", "alpha")
        #expect(outcome.status == 79 && outcome.output.contains(alpha.digest), "\(outcome.output)")
        #expect(try machine.installed().isEmpty)
    }

    @Test("Index: a digest that is another bundle's is refused by name and by version")
    func wrongIndex() throws {
        let machine = try Machine()
        let alpha = try machine.pack("alpha", tail: 10)
        let newer = try machine.pack("alpha", version: "1.1.0", tail: 12)
        let beta = try machine.pack("beta", tail: 11)
        for (other, home) in [(beta, "name"), (newer, "version")] {
            try machine.publish([alpha.path])
            try machine.forge {
                $0.replacing(alpha.digest, with: other.digest)
                    .replacing("alpha-1.0.0.zoo", with: URL(filePath: other.path).lastPathComponent)
            }
            let outcome = try machine.run("install", "alpha:1.0.0", home: home)
            #expect(outcome.status == 79, "\(outcome.output)")
            #expect(outcome.output.contains("alpha:1.0.0 was asked for"), "\(outcome.output)")
            #expect(try machine.installed(home).isEmpty)
            try FileManager.default.removeItem(atPath: machine.index)
        }
    }

    @Test("name@digest: only that bundle of a file that holds several, whoever lists it")
    func several() throws {
        let machine = try Machine()
        let (alpha, beta) = try (machine.pack("alpha", tail: 10), machine.pack("beta", tail: 11))
        for packed in [alpha, beta] { try machine.shop.done("install", packed.path, home: "made") }
        let all = machine.shop.path("all.zoo")
        try machine.shop.done("export", "alpha", "beta", "-o", all, home: "made")
        try machine.publish([all])
        let one = try machine.run("install", "alpha@\(alpha.digest)")
        #expect(one.status == 0, "\(one.output)")
        #expect(try machine.installed() == ["alpha:1.0.0"])
        // By name alone it is the same; by the digest alone too.
        #expect(try machine.run("install", "alpha", home: "name").status == 0)
        #expect(try machine.installed("name") == ["alpha:1.0.0"])
        #expect(try machine.run("install", beta.digest, home: "digest").status == 0)
        #expect(try machine.installed("digest") == ["beta:1.0.0"])
        // Another's digest under the name is nothing that anybody lists.
        let mixed = try machine.run("install", "alpha@\(beta.digest)", home: "mixed")
        #expect(mixed.status == 66, "\(mixed.output)")
        #expect(try machine.installed("mixed").isEmpty)
        // A file that was named itself is installed as a whole.
        #expect(try machine.run("install", all, home: "file").status == 0)
        #expect(try machine.installed("file") == ["alpha:1.0.0", "beta:1.0.0"])
    }

    @Test("Lock: another bundle at the locked place, or another's digest in the lock, is refused")
    func lock() throws {
        let machine = try Machine()
        let (alpha, beta) = try (machine.pack("alpha", tail: 10), machine.pack("beta", tail: 11))
        try machine.publish([alpha.path])
        for packed in [alpha, beta] { try machine.shop.done("install", packed.path, home: "made") }
        let lock = machine.shop.path("zoo.lock")
        try machine.shop.done("lock", "alpha", "-o", lock, home: "made")
        let saved = machine.shop.path("alpha.saved")
        try FileManager.default.copyItem(atPath: alpha.path, toPath: saved)
        try machine.swap(alpha.path, for: beta.path)
        let replaced = try machine.run("sync", lock, "--locked", home: "replaced")
        #expect(replaced.status == 79, "\(replaced.output)")
        #expect(try machine.installed("replaced").isEmpty)
        // The lock calls beta's digest alpha.
        let text = try String(contentsOfFile: lock, encoding: .utf8)
        try Data(text.replacing(alpha.digest, with: beta.digest).utf8)
            .write(to: URL(filePath: lock))
        let lied = try machine.run("sync", lock, "--locked", home: "lied")
        #expect(lied.status == 79 && lied.output.contains("alpha:1.0.0"), "\(lied.output)")
        #expect(try machine.installed("lied").isEmpty)
        // As it was locked it comes.
        try machine.swap(alpha.path, for: saved)
        try Data(text.utf8).write(to: URL(filePath: lock))
        let right = try machine.run("sync", lock, "--locked", home: "right")
        #expect(right.status == 0, "\(right.output)")
        #expect(try machine.installed("right") == ["alpha:1.0.0"])
    }

    @Test("URL: another bundle behind the address of the index is refused")
    func url() throws {
        guard let server = try FolderServer.start() else { return }
        let machine = try Machine()
        let (alpha, beta) = try (machine.pack("alpha", tail: 10), machine.pack("beta", tail: 11))
        try machine.publish([alpha.path])
        let folder = server.folder
        for name in ["index.json", "index.json.minisig", "alpha-1.0.0.zoo"] {
            try FileManager.default.copyItem(
                atPath: machine.shop.path(name),
                toPath: folder.file(name).path
            )
        }
        let index = "http://\(server.host)/index.json"
        let right = try machine.run("install", "alpha", home: "right", index: index)
        #expect(right.status == 0 && right.output.contains(alpha.digest), "\(right.output)")
        try machine.swap(folder.file("alpha-1.0.0.zoo").path, for: beta.path)
        let wrong = try machine.run("install", "alpha", home: "wrong", index: index)
        #expect(wrong.status == 79, "\(wrong.output)")
        #expect(try machine.installed("wrong").isEmpty)
        // What is installed needs neither the network nor a server that still has it.
        let offline = try machine.run("install", "alpha", "--offline", home: "right", index: index)
        #expect(offline.status == 0 && offline.output.contains(alpha.digest), "\(offline.output)")
        let exact = try machine.run(
            "install",
            "alpha:1.0.0",
            "--offline",
            home: "right",
            index: "http://127.0.0.1:9/index.json"
        )
        #expect(exact.status == 0, "\(exact.output)")
        let absent = try machine.run("install", "beta", "--offline", home: "right", index: index)
        #expect(absent.status != 0)
    }

    @Test("An index that was kept stands for its own address alone")
    func keptIndex() throws {
        guard let server = try FolderServer.start() else { return }
        let machine = try Machine()
        let alpha = try machine.pack("alpha", tail: 10)
        try machine.publish([alpha.path])
        for name in ["index.json", "index.json.minisig"] {
            try FileManager.default.copyItem(
                atPath: machine.shop.path(name),
                toPath: server.folder.file(name).path
            )
        }
        let index = "http://\(server.host)/index.json"
        #expect(try machine.run("search", "alpha", index: index).output.contains("alpha"))
        let offline = try machine.run("search", "alpha", "--offline", index: index)
        #expect(offline.status == 0 && offline.output.contains("alpha"), "\(offline.output)")
        // In the same place of ZOO_INDEX, and never fetched.
        let other = try machine.run("search", "alpha", "--offline", index: "\(index)?other")
        #expect(!other.output.contains("alpha:1.0.0"), "\(other.output)")
        let wanted = try machine.run("install", "alpha", "--offline", index: "\(index)?other")
        #expect(wanted.status == 66 && wanted.output.contains("?other"), "\(wanted.output)")
    }

    @Test("Registry: another bundle behind a version's tag is refused, by push and by install")
    func registry() throws {
        guard Tool.has("skopeo"), let registry = try LocalRegistry.start() else { return }
        let machine = try Machine()
        let (alpha, beta) = try (machine.pack("alpha", tail: 10), machine.pack("beta", tail: 11))
        for packed in [alpha, beta] { try machine.shop.done("install", packed.path, home: "made") }
        let place = "oci://\(registry.host)/zoo/alpha"
        let refused = try machine.shop.zoo("push", "beta", place, "--plain-http", home: "made")
        #expect(refused.status == 79 && refused.errors.contains("beta:1.0.0"))
        try machine.shop.done("push", "alpha", place, "--plain-http", home: "made")
        // Somebody else's program moves the tag.
        let copied = try Tool.run(
            "skopeo",
            [
                "copy", "--insecure-policy", "--dest-tls-verify=false",
                "oci-archive:\(beta.path):1.0.0", "docker://\(registry.host)/zoo/alpha:1.0.0",
            ]
        )
        #expect(copied.status == 0, "\(copied.output)")
        for (reference, home) in [("\(place):1.0.0", "tag"), (place, "newest")] {
            let wrong = try machine.run("install", reference, "--plain-http", home: home)
            #expect(wrong.status == 79 && wrong.output.contains("beta:1.0.0"), "\(wrong.output)")
            #expect(try machine.installed(home).isEmpty)
        }
        // The digest says which one is meant, whatever the tag says by now.
        let digest = "\(place):1.0.0@\(alpha.digest)"
        let right = try machine.run("install", digest, "--plain-http", home: "digest")
        #expect(right.status == 0, "\(right.output)")
        #expect(try machine.installed("digest") == ["alpha:1.0.0"])
        let offline = try machine.run("install", digest, "--offline", home: "digest")
        #expect(offline.status == 0, "\(offline.output)")
    }

    @Test("Export: a receipt that names another bundle, and a file that changed, are not passed on")
    func export() throws {
        let machine = try Machine()
        let shop = machine.shop
        let (alpha, beta) = try (machine.pack("alpha", tail: 10), machine.pack("beta", tail: 11))
        for packed in [alpha, beta] { try shop.done("install", packed.path) }
        let other = try shop.zoo("export", "alpha@\(beta.digest)", "-o", shop.path("no.zoo"))
        #expect(other.status == 66)
        // The receipt of alpha now names beta's manifest, which is signed.
        let receipt = "\(shop.home())/installs/alpha/1.0.0.json"
        let size = try Data(contentsOf: shop.blob(beta.digest)).count
        var text = try String(contentsOfFile: receipt, encoding: .utf8)
        text = text.replacing(alpha.digest, with: beta.digest)
            .replacing(#/"size": \d+/#, with: "\"size\": \(size)")
        let saved = try Data(contentsOf: URL(filePath: receipt))
        try FileManager.default.removeItem(atPath: receipt)
        try Data(text.utf8).write(to: URL(filePath: receipt))
        for options in [["-o", shop.path("a.zoo")], ["--dir", shop.path("plain")]] {
            let outcome = try shop.zoo(["export", "alpha"] + options)
            #expect(outcome.status == 65 && outcome.errors.contains("beta:1.0.0"))
        }
        try FileManager.default.removeItem(atPath: receipt)
        try saved.write(to: URL(filePath: receipt))
        // A byte of the decoder changed on the disk.
        let decoder = try Self.largest(besides: try shop.encoder(of: alpha.digest), shop)
        var bytes = try Data(contentsOf: decoder)
        bytes[bytes.count / 2] ^= 1
        try FileManager.default.removeItem(at: decoder)
        try bytes.write(to: decoder)
        for name in ["alpha", "beta"] {
            let file = try shop.zoo("export", name, "-o", shop.path("\(name).zoo"))
            let plain = try shop.zoo("export", name, "--dir", shop.path("plain-\(name)"))
            // The changed file belongs to one of the two, and is passed on in no form.
            #expect(file.status == plain.status, "\(file.errors) \(plain.errors)")
            #expect([0, 79].contains(file.status))
        }
        #expect(try shop.zoo("verify").status == 79)
    }

    private static func largest(besides encoder: String, _ shop: BundleWorkshop) throws -> URL {
        let folder = "\(shop.home())/blobs/sha256"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { !encoder.hasSuffix($0) }
        let sizes = try names.map { name in
            try (name, Data(contentsOf: URL(filePath: "\(folder)/\(name)")).count)
        }
        let largest = try #require(sizes.max { $0.1 < $1.1 })
        return URL(filePath: "\(folder)/\(largest.0)")
    }

    @Test("Import: weights other than those a bundle was made for complete nothing")
    func imported() throws {
        let shop = try BundleWorkshop()
        let (ours, other) = (shop.path("ours.safetensors"), shop.path("other.safetensors"))
        try shop.make(["make-weights", "resnet20", "-o", ours])
        try shop.make(["make-weights", "resnet20", "-o", other, "--seed", "8"])
        let bundle = try shop.bundle(
            "resnet20",
            ["--weights", ours, "--upstream", "https://example.org/resnet20.safetensors"]
        )
        try shop.done("install", bundle)
        let wrong = try shop.zoo("import", "--backbone", "resnet20", "--weights", other)
        #expect(wrong.status == 0, "\(wrong.errors)")
        let photo = SmallModel.photo("ramp.png")
        let still = try shop.zoo("predict", photo, "--backbone", "resnet20")
        #expect(still.status == 66, "\(still.errors)")
        try shop.done("import", "--backbone", "resnet20", "--weights", ours)
        #expect(try shop.zoo("predict", photo, "--backbone", "resnet20").status == 0)
    }
}

/// Python's web server on a free port of this machine; ends with the value.
final class FolderServer: Sendable {
    /// `127.0.0.1:PORT`.
    let host: String
    /// What it serves.
    let folder: ScratchFolder
    private let process = Process()

    /// Starts it; `nil` where Python is not installed.
    static func start() throws -> FolderServer? {
        guard let python = Tool.path("python3") else { return nil }
        for _ in 0..<5 {
            if let server = try FolderServer(python) { return server }
        }
        struct NotStarted: Error {}
        throw NotStarted()
    }

    private init?(_ python: String) throws {
        folder = try ScratchFolder()
        let port = Int.random(in: 20_000..<50_000)
        host = "127.0.0.1:\(port)"
        process.executableURL = URL(filePath: python)
        process.arguments = ["-m", "http.server", "--bind", "127.0.0.1", "\(port)"]
        process.currentDirectoryURL = folder.file(".")
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<100 where process.isRunning {
            let probe = try Tool.run("/bin/bash", ["-c", "exec 3<>/dev/tcp/127.0.0.1/\(port)"])
            if probe.status == 0 { return }
            usleep(50_000)
        }
        stop()
        return nil
    }

    deinit { stop() }

    private func stop() {
        guard process.isRunning else { return }
        // Not to be waited for: it has nothing to put in order.
        kill(process.processIdentifier, SIGKILL)
    }
}
