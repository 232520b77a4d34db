import Foundation
import FrankenBytes
import FrankenWeights
import Testing

/// Published weights beside the package: compared with CRC-32 sums made by PyTorch.
@Suite struct RealFileTests {
    struct Digest: Decodable {
        let name: String
        let type: ScalarType
        let shape: [Int]
        let crc32: UInt32
    }

    @Test(
        "published files have the tensors that PyTorch reads in them",
        .enabled(if: Fixtures.realWeights != nil, "../shared/data/weights is absent")
    )
    func published() throws {
        let folder = try #require(Fixtures.realWeights)
        let scratch = try Fixtures.scratchFolder()
        defer { try? FileManager.default.removeItem(at: scratch) }
        let digests = try StrictJSONDecoder().decode(
            [String: [Digest]].self,
            from: Fixtures.golden("real-files.json")
        )
        #expect(digests.count == 5)
        for (file, tensors) in digests {
            var path = folder.appendingPathComponent(file).path
            if !FileManager.default.fileExists(atPath: path) {
                #expect(throws: WeightsError(.unsupportedFormat, "")) {
                    try TensorStore.open(path: path + ".zst")
                }
                let unpacked = scratch.appendingPathComponent(file).path
                try #require(try Self.unpack(path + ".zst", to: unpacked), "zstd is needed")
                path = unpacked
            }
            let store = try TensorStore.open(path: path)
            #expect(Set(store.infos.map(\.name)) == Set(tensors.map(\.name)), "\(file)")
            for tensor in tensors {
                let info = try store.info(named: tensor.name)
                #expect(info.scalarType == tensor.type && info.shape == tensor.shape)
                let crc = try store.withBytes(named: tensor.name) { CRC32.checksum($0) }
                #expect(crc == tensor.crc32, "\(file): \(tensor.name)")
                try store.dropPages(named: tensor.name)
            }
        }
    }

    private static func unpack(_ source: String, to target: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["zstd", "-dqf", source, "-o", target]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
