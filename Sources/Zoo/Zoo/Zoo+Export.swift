public import FrankenBundle
public import FrankenCrypto
public import FrankenFiles
internal import FrankenStore

/// A bundle that left the store.
public struct ExportedBundle: Sendable, Hashable {
    /// `name:tag`.
    public let reference: String
    /// The digest of the manifest.
    public let digest: Digest
    /// Whether its signature went with it.
    public let isSigned: Bool
    /// Whether it needs weights that it may not carry; see `zoo import`.
    public let needsImport: Bool
}

extension Zoo {
    /// Writes installed bundles into one file, each blob once, with their signatures.
    ///
    /// A bundle that may not carry its tail leaves it out here too: on the other machine it is
    /// imported again.
    ///
    /// - Parameters:
    ///   - references: Which bundles.
    ///   - target: The file, or for `BundleWriter.Form.folder` the folder.
    ///   - form: What is written.
    ///   - isThin: Whether encoders are left out, for a machine that has them.
    /// - Returns: One element for each bundle.
    /// - Throws: `StoreError`, `BundleError`, `FilesError`; ``ZooError`` with code
    ///   `.invalidRequest` for an imported backbone, which is no bundle.
    public func export(
        _ references: [String],
        to target: OutputTarget,
        form: BundleWriter.Form = .standard,
        isThin: Bool = false
    ) throws -> [ExportedBundle] {
        let found = try references.map { try packed($0) }
        try BundleWriter(form: form, leavingOut: isThin ? BundleWriter.encoderRoles : [])
            .write(found.map(\.bundle), blobs: store, to: target)
        return try found.map { try ExportedBundle($0.receipt, $0.bundle) }
    }

    /// Writes the files of installed bundles under names for people.
    ///
    /// Each bundle gets a folder `name-version`, with a `bundle.json`, so that `zoo pack` makes a
    /// bundle of it again. An upstream tail that was imported here is written too.
    ///
    /// - Parameters:
    ///   - references: Which bundles.
    ///   - folder: Where the folders go; made when it is missing.
    /// - Returns: One element for each bundle.
    /// - Throws: As ``export(_:to:form:isThin:)``; a folder that is there is never changed.
    public func exportFiles(
        _ references: [String],
        to folder: String
    ) throws -> [ExportedBundle] {
        let found = try references.map { try packed($0) }
        try Folder.make(folder)
        for (_, bundle) in found {
            let description = try bundle.description()
            try NewFolder.write(to: "\(folder)/\(description.fileName(.folder))") { target in
                try write(bundle, description, into: target)
            }
        }
        return try found.map { try ExportedBundle($0.receipt, $0.bundle) }
    }

    /// An installed bundle as it would be in a file, with the signature that came with it.
    func packed(_ reference: String) throws -> (receipt: Receipt, bundle: PackedBundle) {
        let receipt = try store.resolve(reference)
        return (receipt, try packed(receipt))
    }

    /// The same for a receipt, which must be that of the bundle it names.
    func packed(_ receipt: Receipt) throws -> PackedBundle {
        guard receipt.importedBackbone == nil else {
            throw ZooError(
                .invalidRequest,
                "\(receipt.reference) is a backbone that was imported here, not a bundle, and may "
                    + "not be passed on. Name a bundle; see 'zoo list'."
            )
        }
        let bytes = try store.bytes(receipt.manifest, limit: ImageManifest.largestByteCount)
        let manifest = try ImageManifest(bytes: bytes)
        let bundle = try PackedBundle(
            manifest: bytes,
            signature: signatures.signature(of: receipt.manifest.digest),
            descriptionBytes: manifest.layer(.manifest).map {
                try store.bytes($0, limit: BundleDescription.largestByteCount)
            }
        )
        let description = try bundle.description()
        guard description.name == receipt.name, BundleTag(description.version) == receipt.version
        else {
            throw BundleError(
                .inconsistent,
                "The receipt of \(receipt.reference) names the bundle \(description.label). Remove "
                    + "\(receipt.reference), and install it again."
            )
        }
        return bundle
    }

    private func write(
        _ bundle: PackedBundle,
        _ description: BundleDescription,
        into folder: NewFolder
    ) throws {
        var names: Set<String> = []
        for layer in bundle.manifest.layers {
            guard let name = Self.fileName(of: layer, besides: names) else { continue }
            names.insert(name)
            try folder.add(name) { try store.readChecked(layer, $0) }
        }
        if !names.contains(BlobRole.tail.fileName), store.contains(description.tail.digest) {
            let digest = description.tail.digest
            let tail = Descriptor(
                mediaType: BlobRole.tail.mediaType,
                digest: digest,
                size: try store.mapped(digest).byteCount
            )
            try folder.add(BlobRole.tail.fileName) { try store.readChecked(tail, $0) }
        }
        let pack = try PackDescription(description).bytes()
        try folder.add(PackDescription.fileName) { take in try unsafe take(pack.span.bytes) }
    }

    /// A name that we make: of what a manifest says only the role and plain words count.
    private static func fileName(of layer: Descriptor, besides names: Set<String>) -> String? {
        guard let role = layer.role else { return nil }
        guard role == .license else { return names.contains(role.fileName) ? nil : role.fileName }
        let title = layer.title ?? ""
        let isPlain =
            title.hasPrefix(role.fileName) && title.utf8.count <= 64
            && title.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || "-_.".utf8.contains(byte)
            }
        if isPlain, !names.contains(title) { return title }
        return (2...).lazy.map { "\(role.fileName)-\($0)" }.first { !names.contains($0) }
    }
}

extension ExportedBundle {
    init(_ receipt: Receipt, _ bundle: PackedBundle) throws {
        self.init(
            reference: receipt.reference,
            digest: bundle.descriptor.digest,
            isSigned: bundle.signature != nil,
            needsImport: bundle.manifest.layer(.tail) == nil
        )
    }
}
