import Foundation
import Testing

/// What goes wrong first is told, in words, with its own exit code.
@Suite("The first cause is told", .serialized)
struct FirstCauseTests {
    private let shop: BundleWorkshop

    init() throws {
        shop = try BundleWorkshop()
    }

    private func install(
        _ index: String,
        _ arguments: [String] = ["install", "swin-nano"],
        variables: [String: String] = [:]
    ) throws -> (output: String, status: Int32) {
        try Tool.run(
            try ZooProcess.executable().path,
            arguments + ["--home", shop.home()],
            variables: ["ZOO_INDEX": index].merging(variables) { _, new in new }
        )
    }

    @Test("An index that cannot be reached, read or understood is not one without the name")
    func indexes() throws {
        let page = shop.path("page.json")
        try Data("  <!DOCTYPE html><html>please log in</html>".utf8).write(to: URL(filePath: page))
        let damaged = shop.path("damaged.json")
        try Data("{".utf8).write(to: URL(filePath: damaged))
        for (index, status, word) in [
            ("/no/such/index.json", Int32(66), "No such file"),
            ("https://nosuch.invalid/index.json", 69, "nosuch.invalid"),
            ("https://127.0.0.1:9/index.json", 69, "127.0.0.1:9"),
            (damaged, 65, "line 1"), (page, 76, "web page"),
        ] {
            let outcome = try install(index)
            #expect(outcome.status == status, "\(index): \(outcome.output)")
            #expect(outcome.output.contains(word) && outcome.output.contains(index))
            #expect(!outcome.output.contains("not published"))
        }
    }

    @Test("Without any index the way to one is told")
    func noIndex() throws {
        let alone = shop.folder.file("zoo")
        try FileManager.default.copyItem(at: ZooProcess.executable(), to: alone)
        let outcome = try Tool.run(alone.path, ["install", "swin-nano", "--home", shop.home()])
        #expect(outcome.status == 78 && outcome.output.contains("ZOO_INDEX"))
    }

    @Test("A dead proxy is named, without its password")
    func proxy() throws {
        let outcome = try install(
            "https://example.invalid/index.json",
            variables: ["https_proxy": "http://me:secret@127.0.0.1:9", "no_proxy": ""]
        )
        #expect(outcome.status == 69)
        #expect(outcome.output.contains("proxy 127.0.0.1:9"), "\(outcome.output)")
        #expect(!outcome.output.contains("secret"))
    }

    @Test("A registry in plain HTTP that is spoken to over https is told from an impostor")
    func plainRegistry() throws {
        guard let registry = try LocalRegistry.start() else { return }
        let outcome = try install("", ["install", "oci://\(registry.host)/zoo/none:1"])
        #expect(outcome.status == 76)
        #expect(
            outcome.output.contains("--plain-http") && !outcome.output.contains("who it should")
        )
    }

    @Test("A registry's own reason is passed on")
    func reason() throws {
        guard let registry = try LocalRegistry.start() else { return }
        let outcome = try install(
            "",
            ["install", "oci://\(registry.host)/zoo/none:1", "--plain-http"]
        )
        #expect(outcome.status == 66)
        #expect(outcome.output.contains("The server says: "), "\(outcome.output)")
    }

    @Test("An index that is past its time is used when a person says so")
    func expired() throws {
        guard Tool.path("faketime") != nil else { return }
        let file = try shop.bundle("resnet20")
        let index = shop.path("index.json")
        try shop.done("index", file, "-o", index, "--name", "ours", "--days", "1")
        let zoo = try ZooProcess.executable().path
        func later(_ words: String...) throws -> (output: String, status: Int32) {
            try Tool.run(
                "faketime",
                ["+3 days", zoo] + words + ["--home", shop.home()],
                variables: ["ZOO_INDEX": index]
            )
        }
        let refused = try later("install", "resnet20")
        #expect(refused.status == 77 && refused.output.contains("--allow-expired"))
        #expect(try later("install", "resnet20", "--allow-expired").status == 0)
    }

    @Test("A full disk is 73, whatever was to be written")
    func fullDisk() throws {
        guard getuid() == 0 else {
            print("skipped: a file system of one's own needs root")
            return
        }
        let disk = shop.path("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        let mounted = try Tool.run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk])
        guard mounted.status == 0 else {
            print("skipped: this machine mounts nothing: \(mounted.output)")
            return
        }
        defer { _ = try? Tool.run("umount", [disk]) }
        try shop.done("install", try shop.bundle("resnet20"))
        try? Data(count: 1 << 20).write(to: URL(filePath: "\(disk)/fill"))
        let filler = FileHandle(forWritingAtPath: "\(disk)/fill2") ?? FileHandle.nullDevice
        try? filler.close()
        _ = try Tool.run("dd", ["if=/dev/zero", "of=\(disk)/fill", "bs=1k"])
        for words in [
            ["export", "resnet20", "-o", "\(disk)/x.zoo"],
            ["export", "resnet20", "--dir", "\(disk)/y"],
            ["lock", "-o", "\(disk)/l"], ["selftest", "resnet20", "--report", "\(disk)/r.json"],
        ] {
            let outcome = try shop.zoo(words)
            #expect(outcome.status == 73, "\(words): \(outcome.status) \(outcome.errors)")
        }
    }
}
