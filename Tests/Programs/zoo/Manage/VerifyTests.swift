import Foundation
import Testing

@Suite("zoo verify", .serialized)
struct VerifyTests {
    private struct Answer: Decodable {
        let usable: Bool
        let protected: [String]
    }

    @Test("Files that can be written are a warning, which --repair mends")
    func modes() throws {
        let shop = try BundleWorkshop()
        try shop.done("install", try shop.bundle("resnet20"))
        let blobs = shop.path("home/blobs/sha256")
        let names = try FileManager.default.contentsOfDirectory(atPath: blobs)
        for name in names {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o644],
                ofItemAtPath: "\(blobs)/\(name)"
            )
        }
        let found = try shop.zoo("verify")
        #expect(found.status == 0)
        #expect(found.output.contains("warn") && !found.output.contains("BAD"))
        #expect(found.output.contains("\(names.count) of \(names.count) files are sound"))
        #expect(found.errors.contains("zoo verify --repair"))
        let mended = try shop.zoo("verify", "--repair", "--json").json(Answer.self)
        #expect(mended.usable && mended.protected.count == names.count)
        let after = try shop.zoo("verify")
        #expect(!after.output.contains("warn") && after.errors.isEmpty)
    }

    @Test("A bundle that waits for an import breaks no promise")
    func waiting() throws {
        let shop = try BundleWorkshop()
        let empty = try shop.zoo("list", "--installed")
        #expect(empty.status == 0 && empty.errors.contains("zoo install NAME"))
        try shop.done("install", try shop.bundle("resnet20"))
        let weights = shop.path("published.safetensors")
        try shop.make(["make-weights", "resnet32", "-o", weights, "--seed", "9"])
        let options = ["--weights", weights, "--upstream", "file:\(weights)"]
        let installed = try shop.zoo("install", try shop.bundle("resnet32", options))
        #expect(installed.status == 0 && !installed.errors.contains("file:"))
        #expect(installed.errors.contains("whoever packed the bundle"))
        #expect(try shop.zoo("selftest", "resnet32").status == 66)
        let outcome = try shop.zoo("selftest")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("wait resnet32"))
        // Two digits of a difference are enough for people.
        #expect(outcome.output.contains(/ok   resnet20\S*  .*answers within \S{1,8} of \S{1,8}\n/))
    }

    @Test(
        "Sizes are read as they are printed",
        arguments: ["7MB", "10MiB", "3.1 MiB", "500K", "9 B"]
    )
    func sizes(text: String) throws {
        let shop = try BundleWorkshop()
        #expect(try shop.zoo("list", "--max-bytes", text).status == 0)
    }

    @Test(
        "What is no size is refused",
        arguments: ["", "MB", "1QB", "-1", "1e9", "0", "nan", "5 5K"]
    )
    func notSizes(text: String) throws {
        let shop = try BundleWorkshop()
        #expect(try shop.zoo("list", "--max-bytes=\(text)").status == 64)
    }
}
