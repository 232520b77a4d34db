import Foundation
import FrankenBundle
import FrankenCrypto
import FrankenStore

/// A folder that goes away with its owner.
final class ScratchFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/store-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: file(folder))) ?? []).sorted()
    }
}

/// A made-up bundle: a name and the content of its blobs.
struct SampleBundle {
    let name: String
    let version: String
    let contents: [(BlobRole, [UInt8])]

    /// A bundle of a shared encoder and a decoder of its own.
    init(_ name: String, _ version: String = "1.0.0", encoder: String = "encoder") {
        self.name = name
        self.version = version
        contents = [
            (.encoder, Array(String(repeating: encoder, count: 100).utf8)),
            (.decoder, Array("decoder of \(name) \(version)".utf8)),
        ]
    }

    static let config: [UInt8] = Array("{}".utf8)

    func descriptor(_ role: BlobRole, _ bytes: [UInt8]) throws -> Descriptor {
        Descriptor(
            mediaType: role.mediaType,
            digest: try SHA256Hasher.digest(of: bytes),
            size: bytes.count,
            annotations: [AnnotationKey.title: role.fileName, AnnotationKey.role: role.rawValue]
        )
    }

    func manifest() throws -> ImageManifest {
        ImageManifest(
            artifactType: MediaType.modelManifest,
            config: Descriptor(
                mediaType: MediaType.modelConfig,
                digest: try SHA256Hasher.digest(of: Self.config),
                size: Self.config.count
            ),
            layers: try contents.map { try descriptor($0.0, $0.1) }
        )
    }

    func manifestDigest() throws -> Digest {
        try SHA256Hasher.digest(of: manifest().bytes())
    }

    func receipt(tag: String? = nil, pinned: Bool = false) throws -> Receipt {
        let bytes = try manifest().bytes()
        return Receipt(
            name: try BundleName(name),
            tag: try tag.map { try BundleTag($0) },
            version: try BundleTag(version),
            manifest: Descriptor(
                mediaType: MediaType.imageManifest,
                digest: try SHA256Hasher.digest(of: bytes),
                size: bytes.count,
                artifactType: MediaType.modelManifest
            ),
            source: "./\(name).zoo",
            time: 1_700_000_000,
            trust: "unsigned",
            isPinned: pinned,
            summary: BundleSummary(archetype: "made-up", family: "sample", top1: 0.75)
        )
    }

    /// Every blob but the manifest.
    func blobs() throws -> [(Descriptor, [UInt8])] {
        [(try manifest().config, Self.config)]
            + (try contents.map { (try descriptor($0.0, $0.1), $0.1) })
    }

    /// Writes what is not there yet.
    func write(into ingest: Ingest, leavingOut role: BlobRole? = nil) throws {
        for (descriptor, bytes) in try blobs()
        where descriptor.role != role || role == nil {
            if !ingest.contains(descriptor.digest) { try put(bytes, as: descriptor, into: ingest) }
        }
    }

    func install(into store: Store, tag: String? = nil, pinned: Bool = false) throws {
        let ingest = try store.ingest()
        try write(into: ingest)
        try ingest.install(manifest().bytes(), receipt: receipt(tag: tag, pinned: pinned))
    }
}

func put(_ bytes: [UInt8], as descriptor: Descriptor, into ingest: Ingest) throws {
    let writer = try ingest.writer(for: descriptor)
    for start in stride(from: 0, to: bytes.count, by: 100) {
        let piece = Array(bytes[start..<min(start + 100, bytes.count)])
        try writer.append(piece.span.bytes)
    }
    try writer.publish()
}
