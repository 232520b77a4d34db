import Foundation
import Testing

@Suite("File systems without links, and stores of several users", .serialized)
struct FileSystemTests {
    private let shop: BundleWorkshop

    init() throws {
        shop = try BundleWorkshop()
    }

    /// Runs `zoo` on a file system that knows neither links nor modes, as far as it can tell; `nil`
    /// where this machine allows no tracing.
    private func withoutLinks(_ words: String...) throws -> (output: String, status: Int32)? {
        guard let strace = Tool.path("strace") else { return nil }
        let run = try Tool.run(
            strace,
            [
                "-f", "-qq", "-o", "/dev/null", "-e", "inject=link,linkat,fchmod:error=EPERM",
                ZooProcess.executable().path,
            ] + words,
            variables: ["ASAN_OPTIONS": "detect_leaks=0"]
        )
        guard !run.output.contains("ptrace") else {
            print("skipped: this machine allows no tracing")
            return nil
        }
        return run
    }

    @Test("Keys are made, and bundles installed, pinned and removed, where no file has two names")
    func noLinks() throws {
        let key = shop.path("k.key")
        guard let made = try withoutLinks("keygen", "--no-password", "-o", key) else { return }
        #expect(made.status == 0, "\(made.output)")
        let again = try withoutLinks("keygen", "--no-password", "-o", key)
        #expect(again?.status != 0)
        let old = try shop.pack(PackFixture(name: "alpha", version: "1.0.0", tail: 10))
        let new = try shop.pack(PackFixture(name: "alpha", version: "1.1.0", tail: 11))
        for file in [old, new] {
            try shop.done("sign", file.path, "--key", key)
            let installed = try withoutLinks("install", file.path, "--home", shop.home())
            #expect(installed?.status == 0, "\(installed?.output ?? "")")
        }
        // Both wrote what is remembered of the name, one over the other.
        let pins = try shop.done("trust", "list")
        #expect(pins.contains("alpha") && pins.contains("1.1.0"), "\(pins)")
        #expect(try withoutLinks("rm", "alpha:1.1.0", "--yes", "--home", shop.home())?.status == 0)
        let doctor = try withoutLinks("doctor", "--offline", "--home", shop.home())
        #expect(
            doctor?.output.contains("lacks hard links, modes") == true,
            "\(doctor?.output ?? "")"
        )
        let sound = try shop.zoo("doctor", "--offline")
        #expect(sound.output.contains("has hard links, locks, renames, flushes"))
    }

    /// Runs `zoo` as the user nobody with a mask of 022; `nil` where that is not possible.
    private func asNobody(_ words: String...) throws -> (output: String, status: Int32)? {
        let zoo = try ZooProcess.executable().path
        guard getuid() == 0, let setpriv = Tool.path("setpriv"),
            try Tool.run(setpriv, Self.nobody + [zoo, "--version"]).status == 0
        else {
            print("skipped: this needs root, and programs that others may run")
            return nil
        }
        return try Tool.run(setpriv, Self.nobody + [zoo] + words + ["--home", shop.home()])
    }

    private static let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]

    @Test("Whoever may not write a store is told which folder, whose, its mode and what to type")
    func notShared() throws {
        let alpha = try shop.pack(PackFixture(name: "alpha", version: "1.0.0", tail: 10))
        let beta = try shop.pack(PackFixture(name: "beta", version: "1.0.0", tail: 11))
        try shop.done("install", alpha.path)
        for (path, mode) in [("blobs/sha256", 0o755), ("state", 0o700), ("", 0o700)] {
            let folder = path.isEmpty ? shop.home() : "\(shop.home())/\(path)"
            try? FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            #expect(chmod(folder, mode_t(mode)) == 0)
            guard let refused = try asNobody("install", beta.path) else { return }
            #expect(refused.status == 73, "\(refused.output)")
            #expect(refused.output.contains("belongs to root"), "\(refused.output)")
            #expect(refused.output.contains("chmod -R g+rwX"), "\(refused.output)")
            let doctor = try asNobody("doctor", "--offline")
            #expect(doctor?.output.contains("belongs to root") == true, "\(doctor?.output ?? "")")
        }
    }

    @Test("A store in a folder that its group may write works for the group")
    func shared() throws {
        let alpha = try shop.pack(PackFixture(name: "alpha", version: "1.0.0", tail: 10))
        let beta = try shop.pack(PackFixture(name: "beta", version: "1.0.0", tail: 11))
        let key = shop.path("k.key")
        try shop.make(["keygen", "--no-password", "-o", key])
        for file in [alpha, beta] { try shop.done("sign", file.path, "--key", key) }
        try FileManager.default.createDirectory(
            atPath: shop.home(),
            withIntermediateDirectories: true
        )
        guard getuid() == 0, chown(shop.home(), 0, 65534) == 0, chmod(shop.home(), 0o2770) == 0
        else { return }
        try shop.done("install", alpha.path)
        guard let installed = try asNobody("install", beta.path) else { return }
        #expect(installed.status == 0, "\(installed.output)")
        #expect(try asNobody("rm", "alpha", "--yes")?.status == 0)
        let list = try shop.done("list", "--installed")
        #expect(list.contains("beta") && !list.contains("alpha"), "\(list)")
        try shop.done("install", alpha.path)
        #expect(try shop.zoo("verify").status == 0)
    }
}
