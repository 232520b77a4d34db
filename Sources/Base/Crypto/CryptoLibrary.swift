internal import CCrypto

/// The library that digests and verifies.
public enum CryptoLibrary {
    /// Name and version, as in `OpenSSL 3.0.17`.
    public static var version: String {
        unsafe fc_crypto_version().map { "OpenSSL \(unsafe String(cString: $0))" } ?? "OpenSSL"
    }
}
