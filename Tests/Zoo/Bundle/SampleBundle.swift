import FrankenBundle
import FrankenCrypto

/// Bundles of random weights: small, of the right shape, and sharing one encoder.
enum SampleBundle {
    static let encoder = bytes(3_000, seed: 1)
    static let graph = Array(#"{"nodes":[]}"#.utf8)

    /// Bytes that do not compress.
    static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 32)
        }
    }

    static func description(
        name: String = "swin-b",
        version: String = "1.2.0",
        decoder: [UInt8],
        tail: [UInt8]
    ) throws -> BundleDescription {
        BundleDescription(
            name: try BundleName(name),
            version: try BundleVersion(version),
            summary: "Swin-B behind the shared encoder",
            training: .untrained,
            taxonomy: BundleTaxonomy(archetype: "transformer", family: "swin", relative: name),
            runtime: BundleRuntime(
                minimumZoo: try BundleVersion("0.4.0"),
                blueprintVersion: 1,
                requiredOps: ["conv2d", "linear"]
            ),
            encoder: BundleEncoder(
                digest: try SHA256Hasher.digest(of: encoder),
                identity: try SHA256Hasher.digest(of: graph + encoder),
                name: "frankensplit-48",
                parameters: 75_000,
                byteCount: encoder.count + graph.count,
                latent: BundleEncoder.Latent(channels: 48, stride: 8),
                tables: try SHA256Hasher.digest(of: [1]),
                coder: "rans64/1"
            ),
            decoder: BundleDecoder(
                digest: try SHA256Hasher.digest(of: decoder),
                parameters: decoder.count / 4
            ),
            tail: BundleTail(
                digest: try SHA256Hasher.digest(of: tail),
                classes: 1000,
                labels: "imagenet-1k"
            ),
            metrics: [
                BundleMetric(
                    dataset: "imagenet-1k",
                    split: "val",
                    n: 50_000,
                    top1: 0.001,
                    top5: 0.005,
                    meanBytes: 8123.5,
                    bitsPerPixel: 1.295,
                    seed: 7
                )
            ],
            licenses: [
                BundleLicense(component: "tail", spdx: "MIT"),
                BundleLicense(component: "encoder", spdx: "Apache-2.0"),
            ]
        )
    }

    static func builder(
        name: String = "swin-b",
        version: String = "1.2.0",
        tailByteCount: Int = 20_000
    ) throws -> BundleBuilder {
        let decoder = bytes(4_000, seed: 2)
        let tail = bytes(tailByteCount, seed: 3)
        var builder = BundleBuilder(
            description: try description(
                name: name,
                version: version,
                decoder: decoder,
                tail: tail
            )
        )
        try builder.add(.encoder, .bytes(encoder))
        try builder.add(.encoderGraph, .bytes(graph))
        try builder.add(.decoder, .bytes(decoder))
        try builder.add(.decoderGraph, .bytes(Array(#"{"nodes":[1]}"#.utf8)))
        try builder.add(.tail, .bytes(tail))
        try builder.add(.card, .bytes(Array("# \(name)\n".utf8)))
        try builder.add(.license, .bytes(Array("MIT License\n".utf8)))
        try builder.add(.license, .bytes(Array("Apache\n".utf8)), title: "LICENSE.encoder")
        return builder
    }
}
