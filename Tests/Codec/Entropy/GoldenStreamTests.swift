import Foundation
import FrankenEntropy
import Testing

/// Committed streams that must decode, and streams that must be refused, for this build and all
/// later ones.
///
/// A file `NAME.stream` decodes to the latent of its case; `NAME.CODE.bad` is refused with that
/// code. `ENTROPY_GOLDENS=write swift test --filter GoldenStreamTests` writes them anew, which is
/// right only together with a new version of the format.
@Suite("Golden streams")
struct GoldenStreamTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Golden")

    /// The latents of the good streams, by name.
    static func fixtures() throws -> [(name: String, coder: CoderID, fixture: LatentFixture)] {
        try CoderID.allCases.flatMap { coder in
            [
                (
                    "coder\(coder.rawValue)-flat", coder,
                    try LatentFixture(seed: 1000, channels: 3, height: 5, width: 7, peak: 1)
                ),
                (
                    "coder\(coder.rawValue)-peaked", coder,
                    try LatentFixture(
                        seed: 1001,
                        channels: 48,
                        height: 28,
                        width: 28,
                        peak: 10,
                        escapes: 0
                    )
                ),
                (
                    "coder\(coder.rawValue)-escapes", coder,
                    try LatentFixture(
                        seed: 1002,
                        channels: 4,
                        height: 6,
                        width: 6,
                        peak: 30,
                        escapes: 300
                    )
                ),
                (
                    "coder\(coder.rawValue)-one", coder,
                    try LatentFixture(seed: 1003, channels: 1, height: 1, width: 1)
                ),
            ]
        }
    }

    /// Damaged versions of the stream `coderN-flat`.
    static func damaged(_ coder: CoderID) throws -> [(code: BitstreamError.Code, bytes: [UInt8])] {
        let stream = try fixtures().first { $0.coder == coder }?.fixture.stream(coder) ?? []
        func with(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
            var altered = stream
            altered.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            return altered
        }
        return [
            (.truncated, Array(stream.prefix(19))),
            (.truncated, resealed(Array(stream.prefix(20)))),
            (.truncated, resealed(Array(stream.dropLast(4)))),
            (.checksumMismatch, Array(stream.dropLast(4))),
            (.checksumMismatch, with(stream.count - 1, [~stream[stream.count - 1]])),
            (.notABitstream, with(0, [0x89, 0x50])),
            (.unsupportedVersion, resealed(with(2, [0x20]))),
            (.unknownCoder, resealed(with(2, [0x1F]))),
            (.encoderMismatch, resealed(with(4, [0, 0, 0, 0]))),
            (.tableMismatch, resealed(with(8, [0, 0, 0, 0]))),
            (.unsupportedShape, resealed(with(12, [0x03]))),
            (.unsupportedShape, resealed(with(14, [0xFF, 0xFF]))),
            (.corruptPayload, resealed(stream + [0, 0, 0, 0])),
            (.corruptPayload, resealed(stream + [0])),
            (.corruptPayload, resealed(with(20, [UInt8](repeating: 0, count: 16)))),
        ]
    }

    @Test("the files are there, are what the encoder writes today, and decode")
    func good() throws {
        for (name, coder, fixture) in try Self.fixtures() {
            let file = Self.folder.appending(path: "\(name).stream")
            let written = try fixture.stream(coder)
            if ProcessInfo.processInfo.environment["ENTROPY_GOLDENS"] == "write" {
                try Data(written).write(to: file)
            }
            let bytes = [UInt8](try Data(contentsOf: file))
            #expect(bytes == written, "\(name)")
            #expect(fixture.decoder.outcome(of: bytes) == .success(fixture.symbols), "\(name)")
        }
    }

    @Test("the bad files are refused, each for its own reason")
    func bad() throws {
        var count = 0
        for coder in CoderID.allCases {
            let fixture = try #require(try Self.fixtures().first { $0.coder == coder }).fixture
            for (index, (code, damaged)) in try Self.damaged(coder).enumerated() {
                let name = "coder\(coder.rawValue)-\(index).\(code).bad"
                let file = Self.folder.appending(path: name)
                if ProcessInfo.processInfo.environment["ENTROPY_GOLDENS"] == "write" {
                    try Data(damaged).write(to: file)
                }
                let bytes = [UInt8](try Data(contentsOf: file))
                #expect(fixture.decoder.refusal(of: bytes) == code, "\(name)")
                count += 1
            }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
        #expect(files.filter { $0.hasSuffix(".bad") }.count == count)
    }

    /// One digest over many streams says that debug and release builds, and all machines, agree.
    @Test("two hundred streams have the digest they always had", arguments: CoderID.allCases)
    func pinned(coder: CoderID) throws {
        var digests: [UInt8] = []
        for seed in 2000..<2200 as Range<UInt64> {
            let fixture = try LatentFixture(
                seed: seed,
                channels: 1 + Int(seed % 5),
                height: 3 + Int(seed % 11),
                width: 9,
                peak: [1, 4, 50, 3000][Int(seed % 4)]
            )
            digests += SHA256.digest(of: try fixture.stream(coder))
        }
        let expected: [CoderID: String] = [
            .compressAI: "cad5e368608034ac30eff2650731488b059de32ad7a0c39d63c77e955805f173",
            .lanes: "9d07e1d6cbdfad9ad2051148742c3e39ed612ff91dd77b8737a5d9bad37322dc",
        ]
        #expect(hex(SHA256.digest(of: digests)) == expected[coder])
    }
}
