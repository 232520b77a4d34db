internal import FrankenCrypto

/// What a bundle file holds, as far as it is known before its blobs are: nothing here is trusted
/// beyond "these bytes have the digest by which the index names them".
public struct BundleContents: Sendable {
    /// The table of contents.
    public let index: ImageIndex
    /// The bundles, in the order of the index, each manifest once.
    public let bundles: [PackedBundle]
}

/// One bundle of a file: its manifest as exact bytes, and what came with it.
public struct PackedBundle: Sendable, Hashable {
    /// What the index says about the manifest, with its annotations.
    public let descriptor: Descriptor
    /// The manifest as it was read: what is signed and what has the digest.
    public let bytes: [UInt8]
    /// What the bytes say.
    public let manifest: ImageManifest
    /// The signature in minisign's form that came in the file, not checked.
    public let signature: [UInt8]?
    /// The exact bytes of `zoo.json`, when the file holds it.
    public let descriptionBytes: [UInt8]?

    /// All fields.
    public init(
        descriptor: Descriptor,
        bytes: [UInt8],
        manifest: ImageManifest,
        signature: [UInt8]? = nil,
        descriptionBytes: [UInt8]? = nil
    ) {
        self.descriptor = descriptor
        self.bytes = bytes
        self.manifest = manifest
        self.signature = signature
        self.descriptionBytes = descriptionBytes
    }

    /// What `zoo.json` says.
    ///
    /// - Returns: The description, checked.
    /// - Throws: ``BundleError`` with code `.missingBlob` when there is none, and as
    ///   ``BundleDescription/init(bytes:)``.
    public func description() throws(BundleError) -> BundleDescription {
        guard let descriptionBytes else {
            throw BundleError(
                .missingBlob,
                "The bundle \(descriptor.digest.short) has no zoo.json: it is a model of another "
                    + "program."
            )
        }
        return try BundleDescription(bytes: descriptionBytes)
    }

    /// The roles whose blobs the file leaves out, as the index says.
    public var thinRoles: Set<BlobRole> {
        let words = descriptor.annotations[AnnotationKey.thin]?.split(separator: ",") ?? []
        return Set(words.compactMap { BlobRole(rawValue: String($0)) }).filter(\.isShared)
    }
}
