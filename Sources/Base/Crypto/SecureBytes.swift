internal import CCrypto

/// Random bytes, and the two things that secrets need: comparing and forgetting.
public enum SecureBytes {
    /// Random bytes fit for keys, from libcrypto's generator, which the system seeds.
    ///
    /// - Throws: ``CryptoError`` with code `.unavailable`.
    public static func random(count: Int) throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, count))
        guard unsafe fc_random(&bytes, bytes.count) == 0 else {
            throw CryptoError(.unavailable, "The system gave no random bytes.")
        }
        return bytes
    }

    /// Whether two byte strings are equal, in a time that only depends on their length.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe fc_equal(left, right, left.count) == 1
    }

    /// Overwrites bytes with zeros.
    ///
    /// Copies that were made of the array before keep their content.
    public static func wipe(_ bytes: inout [UInt8]) {
        unsafe fc_cleanse(&bytes, bytes.count)
    }
}
