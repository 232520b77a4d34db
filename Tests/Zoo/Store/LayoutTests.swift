import Foundation
import FrankenBundle
import FrankenStore
import Testing

@Suite("The store as an OCI layout")
struct LayoutTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func run(_ program: String, _ arguments: [String]) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private static var skopeo: String? {
        let path = "/usr/bin/skopeo"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            print("skipped: skopeo is not installed (apt-get install skopeo)")
            return nil
        }
        return path
    }

    @Test("skopeo inspects and copies what is installed, from the live store")
    func skopeo() throws {
        guard let skopeo = Self.skopeo else { return }
        let scratch = try ScratchFolder()
        let store = try Store.open(at: scratch.file("store"))
        let sample = SampleBundle("swin-b", "1.2.0")
        try sample.install(into: store)
        try SampleBundle("wide_resnet50_2").install(into: store)
        // Without --raw, skopeo 1.9 wants the config of a container, which no model has.
        let raw = try run(skopeo, ["inspect", "--raw", "oci:\(store.path):swin-b_1.2.0"])
        #expect(raw.0 == 0, "\(raw.1)")
        #expect(Array(raw.1.utf8) == (try sample.manifest().bytes()))
        let copy = try run(
            skopeo,
            ["copy", "oci:\(store.path):wide_resnet50_2_1.0.0", "oci:\(scratch.file("copy")):x"]
        )
        #expect(copy.0 == 0, "\(copy.1)")
        #expect(scratch.names("copy/blobs/sha256").count == 4)
        try store.remove(BundleReference("swin-b"))
        #expect(try run(skopeo, ["inspect", "--raw", "oci:\(store.path):swin-b_1.2.0"]).0 != 0)
    }

    @Test("Nothing but StoreLayout makes a path from a digest, a name or a tag")
    func onePlaceForPaths() throws {
        let sources = Self.root.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(atPath: sources.path)
        var offenders: [String] = []
        var count = 0
        while let name = files?.nextObject() as? String {
            guard name.hasSuffix(".swift"), name != "Zoo/Store/StoreLayout.swift" else {
                continue
            }
            let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
            count += 1
            for line in text.split(separator: "\n") {
                let code = line.split(separator: "//", omittingEmptySubsequences: false)[0]
                let buildsBlobPath =
                    code.contains("blobs/sha256") && name.hasPrefix("Zoo/Store/")
                let joinsDigest = code.contains("/\\(") && code.contains(".hex")
                let joinsName =
                    name.hasPrefix("Zoo/Store/") && code.contains("/\\(")
                    && (code.contains("name.text") || code.contains("tag.text"))
                if buildsBlobPath || joinsDigest && name.hasPrefix("Zoo/Store/") || joinsName {
                    offenders.append("\(name): \(line)")
                }
            }
        }
        #expect(count > 100)
        #expect(offenders.isEmpty, "\(offenders)")
    }
}
