internal import FrankenCrypto
internal import FrankenFiles

/// A P-256 key pair for OpenSSF model signatures, in the PEM files that `openssl` reads.
public struct ModelSignatureKey: Sendable {
    /// The longest file that is read, in bytes.
    public static let largestFileByteCount = 4096

    let key: P256.PrivateKey

    /// A new key.
    ///
    /// - Throws: ``TrustError`` with code `.system`.
    public static func generate() throws(TrustError) -> ModelSignatureKey {
        ModelSignatureKey(
            key: try TrustError.crypto { () throws(CryptoError) in try P256.PrivateKey.generate() }
        )
    }

    private init(key: P256.PrivateKey) {
        self.key = key
    }

    /// Reads a private key: PKCS #8 in PEM, which `openssl genpkey` writes.
    ///
    /// - Throws: ``TrustError`` with code `.malformedKey`.
    public init(pem: [UInt8]) throws(TrustError) {
        guard pem.count <= Self.largestFileByteCount, let der = PEM.der(in: pem, "PRIVATE KEY"),
            let key = try? P256.PrivateKey(der: der)
        else {
            throw TrustError(
                .malformedKey,
                "Expected a P-256 private key in PKCS #8 form. 'openssl genpkey -algorithm EC "
                    + "-pkeyopt ec_paramgen_curve:P-256' writes one; 'openssl pkcs8 -topk8 -nocrypt' "
                    + "turns an older form into it."
            )
        }
        self.key = key
    }

    /// The private key as PKCS #8 in PEM, which is secret.
    public var pem: [UInt8] { PEM.text(of: key.der, "PRIVATE KEY") }

    /// The public key in PEM, for those who verify.
    public var publicPEM: [UInt8] { PEM.text(of: key.publicKey.der, "PUBLIC KEY") }

    /// Writes the private key for its owner only, and never replaces a file.
    ///
    /// - Throws: ``TrustError`` with code `.alreadyExists` or `.system`.
    public func save(to path: String) throws(TrustError) {
        try TrustFile.createSecret(OutputTarget(path: path), bytes: pem)
    }

    /// Reads a private key file.
    ///
    /// - Throws: ``TrustError`` with code `.notFound`, `.malformedKey` or `.system`.
    public static func load(_ path: String) throws(TrustError) -> ModelSignatureKey {
        try ModelSignatureKey(pem: TrustFile.read(path, limit: largestFileByteCount))
    }
}

extension ModelSignatureKey: CustomStringConvertible, CustomReflectable {
    /// Nothing of the key.
    public var description: String { "secret P-256 key" }

    /// Nothing of the key, to debuggers and `dump` too.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Textual encoding of keys (RFC 7468), lines of 64 characters.
enum PEM {
    static func text(of der: [UInt8], _ label: String) -> [UInt8] {
        var lines = "-----BEGIN \(label)-----\n"
        var rest = Base64.text(of: der)[...]
        while !rest.isEmpty {
            lines += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return Array((lines + "-----END \(label)-----\n").utf8)
    }

    /// The content; `nil` for anything but one block.
    static func der(in bytes: [UInt8], _ label: String) -> [UInt8]? {
        var lines = bytes.split(separator: 0x0A).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        guard lines.count >= 3, lines.removeFirst().elementsEqual("-----BEGIN \(label)-----".utf8),
            lines.removeLast().elementsEqual("-----END \(label)-----".utf8)
        else { return nil }
        return Base64.bytes(of: lines.flatMap { Array($0) })
    }
}
