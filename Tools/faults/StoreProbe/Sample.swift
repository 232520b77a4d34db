import FrankenBundle
import FrankenCrypto
import FrankenStore

/// A bundle made of files at hand: encoder, decoder, tail, labels.
struct Sample {
    private static let roles: [BlobRole] = [.encoder, .decoder, .tail, .labels]
    private static let config = Array("{}".utf8)

    private let name: String
    private let version: String
    private let family: String
    private let blobs: [(Descriptor, [UInt8])]

    init(name: String, version: String, files: [[UInt8]], family: String = "probe") {
        self.name = name
        self.version = version
        self.family = family
        blobs = zip(Self.roles, files).compactMap { role, bytes in
            guard let digest = try? SHA256Hasher.digest(of: bytes) else { return nil }
            let annotations = [
                AnnotationKey.title: role.fileName, AnnotationKey.role: role.rawValue,
            ]
            let descriptor = Descriptor(
                mediaType: role.mediaType,
                digest: digest,
                size: bytes.count,
                annotations: annotations
            )
            return (descriptor, bytes)
        }
    }

    private func config() throws -> Descriptor {
        Descriptor(
            mediaType: MediaType.modelConfig,
            digest: try SHA256Hasher.digest(of: Self.config),
            size: Self.config.count
        )
    }

    func write(into ingest: Ingest) throws {
        for (descriptor, bytes) in [(try config(), Self.config)] + blobs
        where !ingest.contains(descriptor.digest) {
            let writer = try ingest.writer(for: descriptor)
            for start in stride(from: 0, to: bytes.count, by: 64 << 10) {
                let piece = Array(bytes[start..<min(start + 64 << 10, bytes.count)])
                try writer.append(piece.span.bytes)
            }
            try writer.publish()
        }
    }

    func installation() throws -> Installation {
        let manifest = try ImageManifest(
            artifactType: MediaType.modelManifest,
            config: config(),
            layers: blobs.map(\.0)
        ).bytes()
        let receipt = Receipt(
            name: try BundleName(name),
            version: try BundleTag(version),
            manifest: Descriptor(
                mediaType: MediaType.imageManifest,
                digest: try SHA256Hasher.digest(of: manifest),
                size: manifest.count
            ),
            source: "store-probe",
            time: 1_700_000_000,
            summary: BundleSummary(
                archetype: "probe",
                family: family,
                dataset: "imagenet-1k",
                license: "MIT",
                top1: 0.8,
                wireBytes: 3000
            )
        )
        return Installation(manifest: manifest, receipt: receipt)
    }

    /// Installs the bundle; collectors of others may come in between, and change nothing.
    func install(into store: Store) throws {
        let ingest = try store.ingest()
        try write(into: ingest)
        try ingest.install([installation()])
    }
}
