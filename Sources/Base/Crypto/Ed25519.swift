internal import CCrypto

/// Ed25519 signatures (RFC 8032) by libcrypto, with the checks that libcrypto leaves out.
///
/// Verification refuses what lets one signature or one key have two spellings: a scalar `S` that
/// is not below the group order, a point that is not written canonically, and public keys of small
/// order, under which a signature says nothing about who made it. A non-canonical `R` fails by
/// itself: libcrypto compares its own, canonical encoding of `R` with the signature's bytes.
public enum Ed25519 {
    /// Bytes of a seed, which is the private key.
    public static let seedByteCount = 32
    /// Bytes of a public key.
    public static let publicKeyByteCount = 32
    /// Bytes of a signature.
    public static let signatureByteCount = 64

    /// The group order 2^252 + 27742317777372353535851937790883648493, little-endian.
    private static let order: [UInt8] = [
        0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]

    /// The field's prime 2^255 - 19, little-endian.
    private static let prime: [UInt8] = [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]

    /// The `y` of the points whose order divides 8; their sign bit does not matter here.
    ///
    /// They are 0, 1, -1 and the two of order 8, as derived from the curve's equation.
    private static let smallOrder: [[UInt8]] = [
        [UInt8](repeating: 0, count: 32),
        [1] + [UInt8](repeating: 0, count: 31),
        [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10,
            0x67, 0x0F, 0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77,
            0x92, 0xAC, 0x03, 0x7A,
        ],
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF,
            0x98, 0xF0, 0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88,
            0x6D, 0x53, 0xFC, 0x05,
        ],
    ]

    /// The public key that belongs to a seed.
    ///
    /// - Parameter seed: 32 secret bytes.
    /// - Returns: 32 bytes.
    /// - Throws: ``CryptoError`` with code `.malformedKey` for another length, `.unavailable`.
    public static func publicKey(of seed: [UInt8]) throws(CryptoError) -> [UInt8] {
        try check(seed)
        var key = [UInt8](repeating: 0, count: publicKeyByteCount)
        guard unsafe fc_ed25519_public_key(seed, &key) == 0 else { throw unavailable }
        return key
    }

    /// Signs a message.
    ///
    /// - Parameters:
    ///   - message: What is signed.
    ///   - seed: 32 secret bytes.
    /// - Returns: 64 bytes; the same for the same message and seed.
    /// - Throws: ``CryptoError`` with code `.malformedKey` for a seed of another length,
    ///   `.unavailable`.
    public static func sign(_ message: [UInt8], seed: [UInt8]) throws(CryptoError) -> [UInt8] {
        try check(seed)
        var signature = [UInt8](repeating: 0, count: signatureByteCount)
        guard unsafe fc_ed25519_sign(seed, message, message.count, &signature) == 0 else {
            throw unavailable
        }
        return signature
    }

    /// Whether a signature of a message is right.
    ///
    /// - Parameters:
    ///   - signature: 64 bytes; any other length is wrong.
    ///   - message: What was signed.
    ///   - publicKey: 32 bytes; see ``isUsable(publicKey:)``.
    /// - Returns: `false` for everything that is not right; never an error.
    public static func isValid(
        signature: [UInt8],
        of message: [UInt8],
        publicKey: [UInt8]
    ) -> Bool {
        guard signature.count == signatureByteCount, isUsable(publicKey: publicKey),
            isLess(Array(signature.suffix(32)), than: order)
        else { return false }
        return unsafe fc_ed25519_verify(publicKey, message, message.count, signature) == 0
    }

    /// Whether bytes can be anybody's public key: 32 of them, canonical, not of small order.
    ///
    /// Bytes that are no point of the curve pass here and verify nothing.
    public static func isUsable(publicKey: [UInt8]) -> Bool {
        guard publicKey.count == publicKeyByteCount else { return false }
        var ordinate = publicKey
        ordinate[31] &= 0x7F
        return isLess(ordinate, than: prime) && !smallOrder.contains(ordinate)
    }

    /// Compares two little-endian numbers of 32 bytes; both are public, so time may vary.
    private static func isLess(_ number: [UInt8], than limit: [UInt8]) -> Bool {
        number.reversed().lexicographicallyPrecedes(limit.reversed())
    }

    private static func check(_ seed: [UInt8]) throws(CryptoError) {
        guard seed.count == seedByteCount else {
            throw CryptoError(
                .malformedKey,
                "Expected an Ed25519 seed of \(seedByteCount) bytes, found \(seed.count)."
            )
        }
    }

    private static var unavailable: CryptoError {
        CryptoError(.unavailable, "libcrypto could not compute with an Ed25519 key.")
    }
}
