public import FrankenBundle
public import FrankenCrypto
public import FrankenFiles
public import FrankenTrust

/// A bundle that was packed into a file or folder.
public struct PackedFile: Sendable, Hashable {
    /// `name:version`.
    public let reference: String
    /// The digest of the manifest: what a signature, a lock file and a registry name.
    public let digest: Digest
    /// Where it lies.
    public let path: String
    /// Bytes of the blobs in it, before compression.
    public let byteCount: Int
    /// Who signed it; `nil` when nobody did.
    public let signer: PublicKey?
}

/// How a bundle file is written.
public struct PackOptions: Sendable {
    /// What is written.
    public var form = BundleWriter.Form.standard
    /// Whether the encoder is left out, for machines that have it.
    public var isThin = false
    /// Who signs it; nobody when `nil`.
    public var key: SigningKey?
    /// The time of the signature; nothing else in a file depends on time.
    public var time: Timestamp

    /// A compressed file with everything in it, unsigned.
    public init(time: Timestamp) {
        self.time = time
    }

    /// The roles whose blobs are left out.
    var leavingOut: Set<BlobRole> { isThin ? BundleWriter.encoderRoles : [] }
}

extension BundlePacker {
    /// Packs a folder into a file: the same bytes for the same folder, every time.
    ///
    /// - Parameters:
    ///   - folder: As ``bundle(from:)`` reads it.
    ///   - target: Where to; `name-version.zoo` in the working folder when left out.
    ///   - options: How it is written.
    /// - Returns: What was written.
    /// - Throws: As ``bundle(from:)``; `BundleError`, `FilesError` or `TrustError`.
    public func pack(
        _ folder: String,
        to target: OutputTarget? = nil,
        options: PackOptions
    ) throws -> PackedFile {
        let built = try bundle(from: folder)
        let description = try built.bundle.description()
        let bundle = try options.key.map { try built.bundle.signed(by: $0, at: options.time) }
        let target = target ?? OutputTarget(path: description.fileName(options.form))
        try BundleWriter(form: options.form, leavingOut: options.leavingOut)
            .write([bundle ?? built.bundle], blobs: built.blobs, to: target)
        return PackedFile(
            reference: description.label,
            digest: built.bundle.descriptor.digest,
            path: target.path,
            byteCount: built.bundle.blobByteCount(leavingOut: options.leavingOut),
            signer: options.key?.publicKey
        )
    }
}

extension BundleDescription {
    /// What a file of the bundle is called when nobody says otherwise.
    func fileName(_ form: BundleWriter.Form) -> String {
        let name = "\(name)-\(version)"
        return switch form {
        case .compressed: "\(name).zoo"
        case .tar: "\(name).tar"
        case .folder: name
        }
    }
}
