internal import FrankenBytes
public import FrankenCrypto

/// An OpenSSF model signature of a bundle that is unpacked as a folder.
///
/// A sigstore bundle 0.3 with a DSSE envelope around an in-toto statement, which lists the SHA-256
/// of every file; `model_signing verify key FOLDER` checks it. The zoo's own trust does not rest
/// on it: it is for people who use that tool.
///
/// - SeeAlso: github.com/ossf/model-signing-spec; DSSE protocol 1.0 for the envelope.
public struct ModelSignature: Sendable {
    /// A file of the folder.
    public struct File: Sendable, Hashable {
        /// The path in the folder, with `/` between its parts.
        public let name: String
        /// The SHA-256 of the content.
        public let digest: Digest

        /// A file of the folder.
        public init(name: String, digest: Digest) {
            self.name = name
            self.digest = digest
        }
    }

    /// The longest signature that is read, in bytes.
    public static let largestByteCount = 4 << 20
    private static let payloadType = "application/vnd.in-toto+json"
    private static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"

    /// The bytes of the file, by custom called `NAME.oms.json`.
    public let bytes: [UInt8]

    /// Signs a folder.
    ///
    /// - Parameters:
    ///   - files: All files of the folder, in any order.
    ///   - name: The model's name.
    ///   - ignoredPaths: Paths that may be in the folder besides, such as the signature itself.
    ///   - key: The key.
    /// - Throws: ``TrustError`` with code `.malformedText` when a name is not one or is there
    ///   twice, `.system`.
    public init(
        files: [File],
        name: String,
        ignoredPaths: [String] = [],
        key: ModelSignatureKey
    ) throws(TrustError) {
        let files = try Self.sorted(files)
        let statement = Statement(
            subject: [.init(name: name, digest: ["sha256": try Self.root(files).hex])],
            predicate: .init(
                resources: files.map { .init(digest: $0.digest.hex, name: $0.name) },
                serialization: .init(ignoredPaths: ignoredPaths)
            )
        )
        let payload = try Self.encoded(statement)
        let signature = try TrustError.crypto { () throws(CryptoError) in
            try key.key.sign(Self.preAuthentication(payload))
        }
        let hint = try Self.digest(key.publicPEM).hex
        bytes = try Self.encoded(
            Bundle(
                mediaType: Self.mediaType,
                verificationMaterial: .init(publicKey: .init(hint: hint), tlogEntries: []),
                dsseEnvelope: .init(
                    payload: Base64.text(of: payload),
                    payloadType: Self.payloadType,
                    signatures: [.init(sig: Base64.text(of: signature), keyid: "")]
                )
            )
        )
    }

    /// Checks that a signature is of exactly these files.
    ///
    /// - Parameters:
    ///   - bytes: The signature's file.
    ///   - files: All files of the folder, in any order.
    ///   - publicPEM: The signer's public key.
    /// - Throws: ``TrustError`` with code `.malformedKey`, `.malformedSignature`,
    ///   `.invalidSignature`, or `.wrongSubject` for other files.
    public static func verify(
        _ bytes: [UInt8],
        files: [File],
        publicPEM: [UInt8]
    ) throws(TrustError) {
        guard let der = PEM.der(in: publicPEM, "PUBLIC KEY") else {
            throw TrustError(.malformedKey, "Expected a P-256 public key in PEM.")
        }
        let bundle: Bundle = try decoded(bytes)
        let envelope = bundle.dsseEnvelope
        guard bundle.mediaType == mediaType, envelope.payloadType == payloadType,
            envelope.signatures.count == 1, let first = envelope.signatures.first,
            let signature = Base64.bytes(of: first.sig.utf8),
            let payload = Base64.bytes(of: envelope.payload.utf8)
        else { throw TrustError(.malformedSignature, "Expected an OpenSSF model signature.") }
        let key = P256.PublicKey(der: der)
        guard key.isValid(signature: signature, of: preAuthentication(payload)) else {
            throw TrustError(
                .invalidSignature,
                "The model signature was not made by this key, or was changed."
            )
        }
        let statement: Statement = try decoded(payload)
        let files = try sorted(files)
        let signed = statement.predicate.resources
        let expected = try root(files)
        let isSame =
            statement.type == Statement.type && statement.predicateType == Statement.kind
            && statement.subject.count == 1
            && statement.subject.first?.digest["sha256"] == expected.hex
            && signed.elementsEqual(files) {
                $0.name == $1.name && $0.digest == $1.digest.hex && $0.algorithm == "sha256"
            }
        guard isSame else {
            throw TrustError(
                .wrongSubject,
                "The model signature lists \(signed.count) files, and they are not the \(files.count) "
                    + "files here."
            )
        }
    }

    /// The files in the order of their paths' parts, as `model_signing` orders them.
    private static func sorted(_ files: [File]) throws(TrustError) -> [File] {
        let parts = files.map { file in
            (file: file, parts: file.name.split(separator: "/", omittingEmptySubsequences: false))
        }
        let areNames = parts.allSatisfy { entry in
            entry.parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        }
        guard areNames, Set(files.map(\.name)).count == files.count else {
            throw TrustError(.malformedText, "A folder's files have relative names, each once.")
        }
        return parts.sorted { left, right in
            left.parts.lexicographicallyPrecedes(right.parts) { first, second in
                first.unicodeScalars.lexicographicallyPrecedes(second.unicodeScalars)
            }
        }.map(\.file)
    }

    private static func root(_ files: [File]) throws(TrustError) -> Digest {
        try digest(files.flatMap(\.digest.bytes))
    }

    private static func digest(_ bytes: [UInt8]) throws(TrustError) -> Digest {
        try TrustError.crypto { () throws(CryptoError) in try SHA256Hasher.digest(of: bytes) }
    }

    /// The bytes that DSSE signs: the payload with its type and both lengths in front.
    private static func preAuthentication(_ payload: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }

    private static func encoded(_ value: some Encodable) throws(TrustError) -> [UInt8] {
        do throws(JSONError) {
            return try StableJSONEncoder(.compact).encode(value)
        } catch {
            throw TrustError(.malformedText, "\(error)")
        }
    }

    private static func decoded<Value: Decodable>(_ bytes: [UInt8]) throws(TrustError) -> Value {
        var decoder = StrictJSONDecoder(
            limits: JSONParser.Limits(depth: 16, byteCount: largestByteCount, valueCount: 200_000)
        )
        decoder.unknownFields = .ignored
        do throws(JSONError) {
            return try decoder.decode(from: bytes)
        } catch {
            throw TrustError(.malformedSignature, "The model signature: \(error)")
        }
    }
}

extension ModelSignature {
    private struct Bundle: Codable {
        struct Material: Codable {
            struct Key: Codable {
                let hint: String
            }

            let publicKey: Key
            let tlogEntries: [String]
        }

        struct Envelope: Codable {
            struct Signature: Codable {
                let sig: String
                let keyid: String?
            }

            let payload: String
            let payloadType: String
            let signatures: [Signature]
        }

        let mediaType: String
        let verificationMaterial: Material
        let dsseEnvelope: Envelope
    }

    private struct Statement: Codable {
        static let type = "https://in-toto.io/Statement/v1"
        static let kind = "https://model_signing/signature/v1.0"

        struct Subject: Codable {
            let name: String
            let digest: [String: String]
        }

        struct Resource: Codable {
            var algorithm = "sha256"
            let digest: String
            let name: String
        }

        struct Serialization: Codable {
            var method = "files"
            var hashType = "sha256"
            var allowsSymlinks = false
            let ignoredPaths: [String]

            enum CodingKeys: String, CodingKey {
                case method
                case hashType = "hash_type"
                case allowsSymlinks = "allow_symlinks"
                case ignoredPaths = "ignore_paths"
            }
        }

        struct Predicate: Codable {
            let resources: [Resource]
            let serialization: Serialization
        }

        var type = Self.type
        var predicateType = Self.kind
        let subject: [Subject]
        let predicate: Predicate

        enum CodingKeys: String, CodingKey {
            case subject, predicate, predicateType
            case type = "_type"
        }
    }
}
