internal import CCrypto

/// ECDSA with SHA-256 on the curve P-256, by libcrypto: what OpenSSF's model signing uses.
public enum P256 {
    /// A private key.
    public struct PrivateKey: Sendable {
        /// The key as PKCS #8 DER, which is secret.
        public let der: [UInt8]
        /// The public key that belongs to it.
        public let publicKey: PublicKey

        /// A new key.
        ///
        /// - Throws: ``CryptoError`` with code `.unavailable`.
        public static func generate() throws(CryptoError) -> PrivateKey {
            var der = [UInt8](repeating: 0, count: FC_P256_LARGEST_DER)
            var count = der.count
            guard unsafe fc_p256_generate(&der, &count) == 0 else { throw P256.unavailable }
            return try PrivateKey(der: Array(der.prefix(count)))
        }

        /// Reads PKCS #8 DER.
        ///
        /// - Throws: ``CryptoError`` with code `.malformedKey`.
        public init(der: [UInt8]) throws(CryptoError) {
            var publicDER = [UInt8](repeating: 0, count: FC_P256_LARGEST_DER)
            var count = publicDER.count
            guard unsafe fc_p256_public_key(der, der.count, &publicDER, &count) == 0 else {
                throw CryptoError(.malformedKey, "Expected a P-256 private key in PKCS #8 form.")
            }
            self.der = der
            publicKey = PublicKey(checked: Array(publicDER.prefix(count)))
        }

        /// Signs a message.
        ///
        /// - Returns: The signature as DER; another one each time.
        /// - Throws: ``CryptoError`` with code `.unavailable`.
        public func sign(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
            var signature = [UInt8](repeating: 0, count: FC_P256_LARGEST_DER)
            var count = signature.count
            let status = unsafe fc_p256_sign(
                der,
                der.count,
                message,
                message.count,
                &signature,
                &count
            )
            guard status == 0 else { throw P256.unavailable }
            return Array(signature.prefix(count))
        }
    }

    /// A public key.
    public struct PublicKey: Sendable, Hashable {
        /// The key as SubjectPublicKeyInfo DER.
        public let der: [UInt8]

        init(checked der: [UInt8]) {
            self.der = der
        }

        /// Takes SubjectPublicKeyInfo DER; bytes that are no P-256 key verify nothing.
        public init(der: [UInt8]) {
            self.der = der
        }

        /// Whether a signature of a message, in DER, is right.
        public func isValid(signature: [UInt8], of message: [UInt8]) -> Bool {
            let status = unsafe fc_p256_verify(
                der,
                der.count,
                message,
                message.count,
                signature,
                signature.count
            )
            return status == 0
        }
    }

    private static var unavailable: CryptoError {
        CryptoError(.unavailable, "libcrypto could not compute with a P-256 key.")
    }
}
