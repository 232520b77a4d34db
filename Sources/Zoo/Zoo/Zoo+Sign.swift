internal import FrankenBundle
internal import FrankenCatalog
public import FrankenCrypto
internal import FrankenFiles
internal import FrankenStore
public import FrankenTrust

/// A document that was signed.
public struct SignedDocument: Sendable, Hashable {
    /// `name:version`.
    public let reference: String
    /// The digest of what was signed: a bundle's manifest, or an index.
    public let digest: Digest
    /// The file that holds the signature now.
    public let path: String
}

extension Zoo {
    /// Signs the bundles of a file or folder.
    ///
    /// A file is written again in its own form with the signatures in it; a folder gets files in
    /// `signatures`. Nothing else changes, and the digests of the bundles stay.
    ///
    /// - Parameters:
    ///   - path: A `.zoo` file, a tar, or a folder with an OCI layout.
    ///   - key: Who signs.
    ///   - time: The time that the signatures state.
    ///   - replacing: Whether a signature by another key may go: there is room for one.
    /// - Returns: One element for each bundle.
    /// - Throws: `BundleError`, `TrustError`, `StoreError` or `FilesError`; ``ZooError`` with code
    ///   `.signed` for a bundle that somebody else signed.
    public func sign(
        file path: String,
        by key: SigningKey,
        at time: Timestamp,
        replacing: Bool = false
    ) throws -> [SignedDocument] {
        if FileStatus.isFolder(path) {
            let bundles = try BundleArchive(path: path).contents().bundles
            if !replacing { for bundle in bundles { try bundle.checkSigner(key) } }
            return try bundles.map { bundle in
                let signed = try bundle.signed(by: key, at: time)
                let folder = "\(path)/signatures"
                try Folder.make(folder)
                let file = "\(folder)/\(bundle.descriptor.digest.hex).minisig"
                try OutputTarget(path: file).write(signed.signature ?? [])
                return try SignedDocument(signed, path: file)
            }
        }
        let form = try Self.form(ofFile: path)
        let shelf = try BlobShelf(self)
        return try shelf.use { ingest in
            let bundles = try BundleArchive(path: path).read(into: ingest).bundles
            if !replacing { for bundle in bundles { try bundle.checkSigner(key) } }
            let signed = try bundles.map { try $0.signed(by: key, at: time) }
            let absent = bundles.reduce(into: Set<BlobRole>()) { $0.formUnion($1.thinRoles) }
            try BundleWriter(form: form, leavingOut: absent)
                .write(signed, blobs: shelf.store, to: path)
            return try signed.map { try SignedDocument($0, path: path) }
        }
    }

    /// Signs an installed bundle, so that it is exported and pushed with the signature.
    ///
    /// - Parameters:
    ///   - reference: The bundle.
    ///   - key: Who signs.
    ///   - time: The time that the signature states.
    ///   - replacing: Whether a signature by another key may go: there is room for one.
    /// - Returns: What was signed.
    /// - Throws: `StoreError`, `TrustError`, `FilesError`; ``ZooError`` with code
    ///   `.invalidRequest` for an imported backbone, `.notWritten` for a bundle of a read-only
    ///   layer, `.signed` for a bundle that somebody else signed.
    public func sign(
        installed reference: String,
        by key: SigningKey,
        at time: Timestamp,
        replacing: Bool = false
    ) throws -> SignedDocument {
        let (receipt, bundle) = try packed(reference)
        if !replacing { try bundle.checkSigner(key) }
        let signed = try bundle.signed(by: key, at: time)
        try signatures.put(signed.signature ?? [], for: receipt.manifest.digest)
        if let verdict = try verdict(on: receipt), verdict.isAccepted {
            // Only what a list shows of it.
            let place = BundleReference(name: receipt.name, tag: receipt.tag)
            try? store.update(place) { $0.trust = verdict.summary }
        }
        return try SignedDocument(signed, path: signatures.path(receipt.manifest.digest))
    }

    /// Signs an index; its signature lies beside it.
    ///
    /// - Parameters:
    ///   - path: The `index.json`.
    ///   - key: Who signs.
    ///   - time: The time that the signature states.
    ///   - replacing: Whether a signature by another key may go: there is room for one.
    /// - Returns: What was signed.
    /// - Throws: `CatalogError` for a file that is no index, `TrustError` or `FilesError`;
    ///   ``ZooError`` with code `.signed` for an index that somebody else signed.
    public func sign(
        index path: String,
        by key: SigningKey,
        at time: Timestamp,
        replacing: Bool = false
    ) throws -> SignedDocument {
        let bytes = try OpenFile.bytes(of: path, limit: BundleIndex.largestByteCount)
        let document = try BundleIndex(bytes: bytes)
        let limit = SignatureShelf.byteLimit
        if !replacing, let signature = try? OpenFile.bytes(of: "\(path).minisig", limit: limit) {
            try key.checkSigner(of: "\(document.name):\(document.version)", signature)
        }
        let signature = try key.sign(
            index: bytes,
            name: document.name,
            version: document.version,
            time: time
        )
        try OutputTarget(path: "\(path).minisig").write(signature.bytes)
        return SignedDocument(
            reference: "\(document.name):\(document.version)",
            digest: try SHA256Hasher.digest(of: bytes),
            path: "\(path).minisig"
        )
    }

    /// What a file is, by its first bytes.
    private static func form(ofFile path: String) throws -> BundleWriter.Form {
        let file = try MappedFile(path: path)
        let magic = try file.copyBytes(in: 0..<min(4, file.byteCount))
        return magic == [0x28, 0xB5, 0x2F, 0xFD] ? .standard : .tar
    }
}

extension SignedDocument {
    init(_ bundle: PackedBundle, path: String) throws {
        self.init(
            reference: try bundle.description().label,
            digest: bundle.descriptor.digest,
            path: path
        )
    }
}
