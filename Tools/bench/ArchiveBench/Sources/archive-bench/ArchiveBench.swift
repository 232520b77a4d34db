import FrankenBundle
import FrankenCrypto
import Glibc

/// Packs a large bundle, or installs one, and says how long it took and how much memory.
///
/// `archive-bench pack TAIL OUT LEVEL` makes a bundle whose tail is the file TAIL;
/// `archive-bench install FILE FOLDER` reads it into a folder as a store does: hashed, flushed
/// and renamed. Prints seconds, peak KiB, and the peak above what the process began with.
@main
struct ArchiveBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        let before = peakKibibytes()
        let clock = ContinuousClock()
        let start = clock.now
        switch (arguments.count, arguments.dropFirst().first) {
        case (5, "pack"):
            try pack(arguments[2], to: arguments[3], level: Int(arguments[4]) ?? 3)
        case (4, "install"):
            try BundleArchive(path: arguments[2]).read(into: FolderStore(path: arguments[3]))
        default:
            print("usage: archive-bench pack TAIL OUT LEVEL | install FILE FOLDER")
            exit(64)
        }
        let seconds = (clock.now - start) / .seconds(1)
        let peak = peakKibibytes()
        print(seconds, peak, peak - before)
    }

    /// From /proc: `getrusage` also counts what ran in the process before exec.
    private static func peakKibibytes() -> Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
                as: UTF8.self
            )
            if text.hasPrefix("VmHWM:") {
                return text.split { !$0.isNumber }.first.flatMap { Int($0) } ?? 0
            }
        }
        return 0
    }

    private static func pack(_ tail: String, to path: String, level: Int) throws {
        let encoder = [UInt8](repeating: 7, count: 300_000)
        let decoder = [UInt8](repeating: 9, count: 3_000_000)
        let digest = try SHA256Hasher.digest(of: encoder)
        var description = BundleDescription(
            name: try BundleName("bench"),
            version: try BundleVersion("1.0.0"),
            training: .untrained,
            taxonomy: BundleTaxonomy(archetype: "cnn", family: "bench", relative: "bench"),
            runtime: BundleRuntime(
                minimumZoo: try BundleVersion("0.1.0"),
                blueprintVersion: 1,
                requiredOps: []
            ),
            encoder: BundleEncoder(
                digest: digest,
                identity: digest,
                name: "bench",
                parameters: 75_000,
                byteCount: encoder.count,
                latent: BundleEncoder.Latent(channels: 48, stride: 8),
                tables: digest,
                coder: "rans64/1"
            ),
            decoder: BundleDecoder(
                digest: try SHA256Hasher.digest(of: decoder),
                parameters: 750_000
            ),
            tail: BundleTail(digest: digest, classes: 1000)
        )
        description.tail.digest = try fileDigest(tail)
        var builder = BundleBuilder(description: description)
        try builder.add(.encoder, .bytes(encoder))
        try builder.add(.decoder, .bytes(decoder))
        try builder.add(.tail, .file(tail))
        let built = try builder.build()
        try BundleWriter(form: level == 0 ? .tar : .compressed(level: level))
            .write([built.bundle], blobs: built.blobs, to: path)
    }

    private static func fileDigest(_ path: String) throws -> Digest {
        let hasher = SHA256Hasher()
        let file = open(path, O_RDONLY)
        defer { close(file) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(file, &piece, piece.count)
            guard count > 0 else { return try hasher.finish() }
            let span = piece.span
            try hasher.update(span.bytes.extracting(first: count))
        }
    }
}
