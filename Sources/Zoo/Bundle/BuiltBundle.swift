internal import FrankenCrypto

/// A bundle that was just put together, with what it was made from.
public struct BuiltBundle: Sendable {
    /// Manifest and description.
    public var bundle: PackedBundle
    /// The blobs of the bundle, read from where the parts are.
    public let blobs: any BlobProvider
}

extension PackedBundle {
    /// A bundle from the bytes of its manifest.
    ///
    /// - Parameters:
    ///   - bytes: The exact bytes.
    ///   - signature: A signature of them in minisign's form.
    ///   - descriptionBytes: The bundle's `zoo.json`.
    /// - Throws: ``BundleError`` with code `.malformedManifest`, or `CryptoError`.
    public init(
        manifest bytes: [UInt8],
        signature: [UInt8]? = nil,
        descriptionBytes: [UInt8]? = nil
    ) throws {
        let manifest = try ImageManifest(bytes: bytes)
        self.init(
            descriptor: Descriptor(
                mediaType: MediaType.imageManifest,
                digest: try SHA256Hasher.digest(of: bytes),
                size: bytes.count,
                artifactType: manifest.artifactType
            ),
            bytes: bytes,
            manifest: manifest,
            signature: signature,
            descriptionBytes: descriptionBytes
        )
    }

    /// The same bundle with a signature.
    public func signed(with signature: [UInt8]?) -> PackedBundle {
        PackedBundle(
            descriptor: descriptor,
            bytes: bytes,
            manifest: manifest,
            signature: signature,
            descriptionBytes: descriptionBytes
        )
    }
}
