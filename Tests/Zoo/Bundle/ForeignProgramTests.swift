import Foundation
import FrankenBundle
import FrankenCrypto
import Testing

@Suite("Bundles and other people's programs")
struct ForeignProgramTests {
    private let folder: TemporaryFolder
    private let built: BuiltBundle

    init() throws {
        folder = try TemporaryFolder()
        built = try SampleBundle.builder().build()
    }

    /// Runs a program; `nil`, with the reason printed, when it is not installed.
    private func run(_ name: String, _ arguments: [String]) throws -> (Int32, String)? {
        let path = "/usr/bin/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            print("skipped: \(name) is not installed")
            return nil
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private func write(_ form: BundleWriter.Form, _ name: String) throws -> String {
        let path = folder.file(name)
        try BundleWriter(form: form).write([built.bundle], blobs: built.blobs, to: path)
        return path
    }

    private func expectSame(_ path: String) throws {
        let place = try MemoryBlobs()
        let contents = try BundleArchive(path: path).read(into: place)
        #expect(contents.bundles.first?.bytes == built.bundle.bytes)
        #expect(Set(place.blobs.keys) == Set(built.bundle.manifest.blobs.map(\.digest)))
    }

    @Test("skopeo inspects a bundle, copies it to a folder and back, and the manifest stays")
    func skopeo() throws {
        let file = try write(.compressed(level: 3), "a.zoo")
        guard
            let (status, text) = try run(
                "skopeo",
                ["inspect", "--raw", "oci-archive:\(file):1.2.0"]
            )
        else { return }
        #expect(status == 0, "\(text)")
        #expect(Array(text.utf8) == built.bundle.bytes)
        for (from, to) in [
            ("oci-archive:\(file):1.2.0", "oci:\(folder.file("layout")):1.2.0"),
            ("oci:\(folder.file("layout")):1.2.0", "oci-archive:\(folder.file("back.tar")):1.2.0"),
        ] {
            let copy = try run("skopeo", ["copy", "--insecure-policy", from, to])
            #expect(copy?.0 == 0, "\(copy?.1 ?? "")")
        }
        try expectSame(folder.file("layout"))
        try expectSame(folder.file("back.tar"))
    }

    @Test("zstd and tar unpack a bundle, and what tar packs is read")
    func tar() throws {
        let file = try write(.compressed(level: 3), "a.zoo")
        let layout = try write(.folder, "layout")
        guard let (status, text) = try run("zstd", ["-t", file]) else { return }
        #expect(status == 0, "\(text)")
        let names = ["blobs", "index.json", "oci-layout"]
        for (form, format) in [("gnu", "x.tar"), ("posix", "y.tar"), ("ustar", "z.tar")] {
            let path = folder.file(format)
            let made = try run("tar", ["--format=\(form)", "-cf", path, "-C", layout] + names)
            #expect(made?.0 == 0, "\(made?.1 ?? "")")
            try expectSame(path)
            let packed = try run("zstd", ["-q", "--rm", path])
            #expect(packed?.0 == 0, "\(packed?.1 ?? "")")
            try expectSame(path + ".zst")
        }
        // Readers must have memory for the window: 2 GiB is not ours to spend.
        let wide = folder.file("wide.zst")
        let shell =
            "zstd -q --ultra -3 --long=31 < '\(folder.file("x.tar.zst"))' > /dev/null; "
            + "zstd -dc '\(folder.file("x.tar.zst"))' | zstd -q --ultra -3 --long=31 > '\(wide)'"
        #expect(try run("bash", ["-c", shell])?.0 == 0)
        #expect(throws: BundleError(.tooLarge, "")) {
            try BundleArchive(path: wide).read(into: MemoryBlobs())
        }
    }

    @Test("A pipe is read like a file, and one whose writer sleeps ends at the time limit")
    func pipes() throws {
        let file = try write(.compressed(level: 3), "a.zoo")
        let bytes = try folder.bytes("a.zoo")
        let pipe = Pipe()
        // Fits the pipe's buffer, so that no second thread is needed.
        #expect(bytes.count < 60_000, "\(file)")
        try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
        try pipe.fileHandleForWriting.close()
        let place = try MemoryBlobs()
        let number = pipe.fileHandleForReading.fileDescriptor
        let contents = try BundleArchive(descriptor: number).read(into: place)
        #expect(contents.bundles.first?.bytes == built.bundle.bytes)

        let silent = Pipe()
        try silent.fileHandleForWriting.write(contentsOf: Data(bytes[..<1000]))
        var limits = ArchiveLimits()
        limits.seconds = 1
        let waiting = silent.fileHandleForReading.fileDescriptor
        #expect(throws: BundleError(.tooLarge, "")) {
            try BundleArchive(descriptor: waiting, limits: limits).read(into: MemoryBlobs())
        }
        try silent.fileHandleForWriting.close()
    }
}
