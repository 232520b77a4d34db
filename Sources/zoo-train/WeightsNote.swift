import FrankenBundle
import FrankenBytes
import FrankenCrypto
import FrankenPipeline

/// What a bundle says about the backbone's weights, which it does not carry.
enum WeightsNote {
    static func upstream(_ path: String, _ backbone: Backbone) throws -> UpstreamWeights {
        let file = try MappedFile(path: path)
        let hasher = SHA256Hasher()
        for start in stride(from: 0, to: file.byteCount, by: 8 << 20) {
            try file.withBytes(in: start..<min(start + 8 << 20, file.byteCount)) {
                try hasher.update($0)
            }
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return UpstreamWeights(
            urls: ["file:\(name)"],
            digest: try hasher.finish(),
            size: file.byteCount,
            keyLayout: backbone.keyLayout,
            license: "NOASSERTION"
        )
    }
}
