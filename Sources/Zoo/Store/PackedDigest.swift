internal import FrankenCrypto

/// A digest without memory of its own, for tables of many.
struct PackedDigest: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(_ digest: Digest) {
        let bytes = digest.bytes
        func word(_ start: Int) -> UInt64 {
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(8), word(16), word(24))
    }

    /// Takes four words, the first byte of the digest being the highest one of the first.
    init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// The 32 bytes.
    var bytes: [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Digest.byteCount) { buffer, count in
            for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
                for byte in 0..<8 {
                    unsafe buffer[index * 8 + byte] = UInt8(
                        truncatingIfNeeded: word >> (56 - 8 * UInt64(byte))
                    )
                }
            }
            count = Digest.byteCount
        }
    }

    static func == (left: PackedDigest, right: PackedDigest) -> Bool {
        left.words == right.words
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.3)
    }
}
