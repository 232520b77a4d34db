internal import CCrypto

/// A SHA-256 over bytes that arrive in pieces.
///
/// Not for several threads at once.
@safe
public final class SHA256Hasher {
    private let state: OpaquePointer?

    /// An empty digest.
    public init() {
        unsafe state = fc_sha256_new()
    }

    deinit {
        unsafe fc_sha256_free(state)
    }

    /// Adds bytes.
    ///
    /// - Throws: ``CryptoError`` with code `.unavailable` when memory is short.
    public func update(_ bytes: RawSpan) throws(CryptoError) {
        guard let state = unsafe state else { throw Self.unavailable }
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe fc_sha256_update(state, buffer.baseAddress, buffer.count)
        }
        guard status == 0 else { throw Self.unavailable }
    }

    /// The digest of what was added; the next piece starts a new one.
    ///
    /// - Throws: ``CryptoError`` with code `.unavailable` when memory is short.
    public func finish() throws(CryptoError) -> Digest {
        guard let state = unsafe state else { throw Self.unavailable }
        var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
        guard unsafe fc_sha256_finish(state, &bytes) == 0 else { throw Self.unavailable }
        return Digest(computed: bytes)
    }

    /// The digest of bytes at hand.
    ///
    /// - Throws: ``CryptoError`` with code `.unavailable` when memory is short.
    public static func digest(of bytes: [UInt8]) throws(CryptoError) -> Digest {
        let hasher = SHA256Hasher()
        let span = bytes.span
        try unsafe hasher.update(span.bytes)
        return try hasher.finish()
    }

    private static var unavailable: CryptoError {
        CryptoError(.unavailable, "libcrypto could not compute a digest; memory is short.")
    }
}
