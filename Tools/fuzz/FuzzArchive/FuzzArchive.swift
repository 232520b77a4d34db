import FrankenBundle
import FrankenCrypto
import Glibc

/// Reads the input as a bundle from a pipe, and as a shard of training data.
///
/// The checksums of a plain tar's headers are made right first, so that changes come past them.
/// What is accepted must have handed over exactly the blobs that its manifests name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: data, count: min(count, 65_536)))
    mendHeaderChecksums(&bytes)
    let place = Counter()
    withPipe(bytes) { descriptor in
        guard let contents = try? BundleArchive(descriptor: descriptor).read(into: place) else {
            precondition(place.published.isEmpty, "published something of a refused file")
            return
        }
        let named = Set(contents.bundles.flatMap { $0.manifest.blobs.map(\.digest) })
        precondition(place.published == named, "other blobs than the manifests name")
        for bundle in contents.bundles {
            let digest = try? SHA256Hasher.digest(of: bundle.bytes)
            precondition(digest == bundle.descriptor.digest, "another manifest than the index's")
            _ = try? bundle.description()
        }
    }
    withPipe(bytes) { descriptor in
        guard let shard = try? TarShard(descriptor: descriptor) else { return }
        while let entry = try? shard.next() {
            precondition(!entry.name.hasPrefix("/") && !entry.name.contains("../"), "a way out")
            guard let content = try? shard.bytes(limit: 1 << 16) else { continue }
            precondition(content.count == entry.byteCount, "a file of another size")
        }
    }
    return 0
}

private func withPipe(_ bytes: [UInt8], _ body: (CInt) -> Void) {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    // The buffer of a pipe holds 64 KiB, so this does not wait for a reader.
    let written = write(ends[1], bytes, bytes.count)
    precondition(written == bytes.count)
    close(ends[1])
    body(ends[0])
    close(ends[0])
}

/// Writes the right checksum into every header that the sizes of a tar lead to.
private func mendHeaderChecksums(_ bytes: inout [UInt8]) {
    var offset = 0
    while offset + 512 <= bytes.count, bytes[offset] != 0 {
        for place in offset + 148..<offset + 156 { bytes[place] = 0x20 }
        let sum = bytes[offset..<offset + 512].reduce(0) { $0 + Int($1) }
        let digits = Array(String(sum, radix: 8).utf8)
        let padding = [UInt8](repeating: 0x30, count: max(0, 6 - digits.count))
        bytes.replaceSubrange(offset + 148..<offset + 155, with: padding + digits + [0])
        let field = bytes[offset + 124..<offset + 136].prefix { (0x30...0x37).contains($0) }
        let size = Int(String(decoding: field, as: UTF8.self), radix: 8) ?? 0
        guard size <= bytes.count else { return }
        offset += 512 + (size + 511) / 512 * 512
    }
}

/// Takes blobs, checks them and remembers their digests.
private final class Counter: BlobReceiver, @unchecked Sendable {
    var published: Set<Digest> = []

    func contains(_ digest: Digest) -> Bool { false }

    func writer(for descriptor: Descriptor) throws -> any BlobWriter { Writer(self, descriptor) }

    private final class Writer: BlobWriter {
        let place: Counter
        let descriptor: Descriptor
        let hasher = SHA256Hasher()
        var count = 0
        var isSealed = false

        init(_ place: Counter, _ descriptor: Descriptor) {
            self.place = place
            self.descriptor = descriptor
        }

        func append(_ bytes: RawSpan) throws {
            precondition(!isSealed, "bytes behind the end")
            count += bytes.byteCount
            try hasher.update(bytes)
        }

        func seal() throws {
            isSealed = true
            guard try hasher.finish() == descriptor.digest, count == descriptor.size else {
                throw BundleError(.wrongDigest, "another blob")
            }
        }

        func publish() throws {
            precondition(isSealed, "published before it was sealed")
            place.published.insert(descriptor.digest)
        }

        func discard() {}
    }
}
