internal import FrankenCrypto

/// Latents of images that never change, so that a frozen encoder runs once for each.
struct LatentCache {
    /// The most bytes that are kept.
    private let byteLimit: Int
    private var byteCount = 0
    private var latents: [Digest: [Float]] = [:]

    init(byteLimit: Int = 2 << 30) {
        self.byteLimit = byteLimit
    }

    /// The latents of a batch, in order; nil unless all of them are known.
    func latents(of digests: [Digest]) -> [Float]? {
        var values: [Float] = []
        for digest in digests {
            guard let latent = latents[digest] else { return nil }
            if values.isEmpty { values.reserveCapacity(latent.count * digests.count) }
            values += latent
        }
        return values.isEmpty ? nil : values
    }

    /// Keeps the latents of a batch while there is room.
    mutating func keep(_ values: [Float], of digests: [Digest]) {
        let size = values.count / max(digests.count, 1)
        for (index, digest) in digests.enumerated() where latents[digest] == nil {
            guard byteCount + size * 4 <= byteLimit else { return }
            byteCount += size * 4
            latents[digest] = Array(values[index * size..<(index + 1) * size])
        }
    }
}
