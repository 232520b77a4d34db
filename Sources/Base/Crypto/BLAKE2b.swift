internal import CCrypto

/// The BLAKE2b digest (RFC 7693) without a key.
///
/// The 64-byte digest comes from libcrypto. Shorter ones, of which minisign's key files need the
/// 32-byte one, libcrypto has from version 3.2 only, so they are computed here; they cover a
/// hundred bytes, not files.
public enum BLAKE2b {
    private static let blockByteCount = 128

    private static let initial: [UInt64] = [
        0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1,
        0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F, 0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179,
    ]

    /// The message schedule; rounds 10 and 11 repeat rounds 0 and 1 (RFC 7693, section 2.7).
    private static let schedule: [[Int]] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ]

    /// The 64-byte digest, by libcrypto.
    ///
    /// - Throws: ``CryptoError`` with code `.unavailable`.
    public static func digest512(of bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 64)
        guard unsafe fc_blake2b_512(bytes, bytes.count, &digest) == 0 else {
            throw CryptoError(.unavailable, "libcrypto could not compute a BLAKE2b digest.")
        }
        return digest
    }

    /// A digest of any length, computed here.
    ///
    /// - Parameters:
    ///   - bytes: The message.
    ///   - count: Bytes of the digest, 1 to 64.
    /// - Returns: `count` bytes.
    /// - Precondition: `count` is 1 to 64.
    public static func digest(of bytes: [UInt8], count: Int) -> [UInt8] {
        precondition((1...64).contains(count), "a BLAKE2b digest has 1 to 64 bytes")
        var state = initial
        state[0] ^= 0x0101_0000 ^ UInt64(count)
        var start = 0
        while bytes.count - start > blockByteCount {
            let end = start + blockByteCount
            compress(&state, bytes[start..<end], total: UInt64(end), isLast: false)
            start = end
        }
        compress(&state, bytes[start...], total: UInt64(bytes.count), isLast: true)
        return (0..<count).map { position in
            UInt8(truncatingIfNeeded: state[position >> 3] >> (8 * UInt64(position & 7)))
        }
    }

    private static func compress(
        _ state: inout [UInt64],
        _ block: ArraySlice<UInt8>,
        total: UInt64,
        isLast: Bool
    ) {
        var words = [UInt64](repeating: 0, count: 16)
        for (position, byte) in block.enumerated() {
            words[position >> 3] |= UInt64(byte) << (8 * UInt64(position & 7))
        }
        var v = state + initial
        v[12] ^= total
        if isLast { v[14] = ~v[14] }
        for round in 0..<12 {
            let order = schedule[round % 10]
            for (column, (a, b, c, d)) in lanes.enumerated() {
                mix(&v, a, b, c, d, words[order[2 * column]], words[order[2 * column + 1]])
            }
        }
        for position in 0..<8 { state[position] ^= v[position] ^ v[position + 8] }
    }

    private static let lanes = [
        (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
        (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
    ]

    private static func mix(
        _ v: inout [UInt64],
        _ a: Int,
        _ b: Int,
        _ c: Int,
        _ d: Int,
        _ x: UInt64,
        _ y: UInt64
    ) {
        v[a] = v[a] &+ v[b] &+ x
        v[d] = rotated(v[d] ^ v[a], by: 32)
        v[c] = v[c] &+ v[d]
        v[b] = rotated(v[b] ^ v[c], by: 24)
        v[a] = v[a] &+ v[b] &+ y
        v[d] = rotated(v[d] ^ v[a], by: 16)
        v[c] = v[c] &+ v[d]
        v[b] = rotated(v[b] ^ v[c], by: 63)
    }

    private static func rotated(_ word: UInt64, by count: UInt64) -> UInt64 {
        word >> count | word << (64 - count)
    }
}
