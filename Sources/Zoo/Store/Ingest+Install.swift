internal import FrankenBundle
internal import FrankenCrypto

/// A bundle to install: its manifest as it was received, and what the receipt shall say.
public struct Installation: Sendable {
    /// The manifest's bytes, whose digest and size the receipt states.
    public let manifest: [UInt8]
    /// The receipt to write.
    public let receipt: Receipt

    /// Both parts.
    public init(manifest: [UInt8], receipt: Receipt) {
        self.manifest = manifest
        self.receipt = receipt
    }
}

extension Ingest {
    /// Installs bundles whose blobs are all in place: manifests, receipts, then the index.
    ///
    /// A bundle of the same name and tag is replaced. The bundles appear one after the other, each
    /// whole.
    ///
    /// - Parameters:
    ///   - installations: The bundles.
    ///   - replacingPinned: Whether a pinned receipt may be replaced by another bundle.
    /// - Throws: `BundleError` with code `.malformedManifest` or `.wrongDigest` for a manifest;
    ///   ``StoreError`` with code `.missingBlob` naming what is missing, `.pinned`, or of a system
    ///   call. Nothing is installed then, unless the failure came while writing: then the store
    ///   is in order, with some of the bundles.
    public func install(_ installations: [Installation], replacingPinned: Bool = false) throws {
        var missing: [Descriptor] = []
        for installation in installations {
            missing += try place(installation)
            if !replacingPinned { try checkPin(installation.receipt) }
        }
        guard missing.isEmpty else { throw Self.missing(missing) }
        try intent.reassert()
        // Only what is there after the intent could be read by collectors is sure to stay.
        for installation in installations {
            let manifest = try ImageManifest(bytes: installation.manifest)
            missing += manifest.blobs.filter { !isThere($0.digest, byteCount: $0.size) }
        }
        guard missing.isEmpty else { throw Self.missing(missing) }

        let marker = try PublicationMarker(store.layout)
        for installation in installations { try store.publish(installation.receipt) }
        if try store.refresh() { try marker.remove() }
    }

    /// Installs one bundle.
    ///
    /// - Throws: As ``install(_:replacingPinned:)``.
    public func install(_ manifest: [UInt8], receipt: Receipt) throws {
        try install([Installation(manifest: manifest, receipt: receipt)])
    }

    /// Stores a manifest, and says which of its blobs are not there.
    private func place(_ installation: Installation) throws -> [Descriptor] {
        let stated = installation.receipt.manifest
        let manifest = try ImageManifest(bytes: installation.manifest)
        try intent.record([stated.digest] + manifest.blobs.map(\.digest))
        let missing = manifest.blobs.filter { !contains($0) }
        guard missing.isEmpty, !contains(stated) else { return missing }
        let writer = try writer(for: stated)
        let bytes = installation.manifest
        try unsafe writer.append(bytes.span.bytes)
        try writer.publish()
        return []
    }

    private func checkPin(_ receipt: Receipt) throws(StoreError) {
        let there = try? store.receipt(receipt.name, receipt.tag, in: store.layout)
        guard let there, there.isPinned, there.manifest.digest != receipt.manifest.digest else {
            return
        }
        throw StoreError(
            .pinned,
            "\(there.reference) is pinned to \(there.manifest.digest.short), and "
                + "\(receipt.manifest.digest.short) would replace it. Unpin it first."
        )
    }

    private static func missing(_ blobs: [Descriptor]) -> StoreError {
        let names = blobs.prefix(5).map { blob in
            blob.title.map { "\(BundleText.quoted($0)) (\(blob.digest.short))" }
                ?? "\(blob.digest)"
        }
        let rest = blobs.count > 5 ? " and \(blobs.count - 5) more" : ""
        return StoreError(
            .missingBlob,
            "The bundle is incomplete; the store lacks \(names.joined(separator: ", "))\(rest). "
                + "Fetch the whole bundle, or install what it builds on first."
        )
    }
}

extension Store {
    /// Writes a receipt; the bundle is installed when this returns.
    func publish(_ receipt: Receipt) throws(StoreError) {
        let folder = layout.receipts(of: receipt.name)
        let bytes = try receipt.bytes()
        for attempt in 0... {
            if try StoreCall.makeFolder(folder) { try StoreCall.flushFolder(layout.installs) }
            do throws(StoreError) {
                return try StoreCall.write(
                    bytes,
                    to: layout.receipt(receipt.name, receipt.tag),
                    through: layout.temporary,
                    flushing: folder
                )
            } catch {
                // Someone who removed the last bundle of the name also removed its folder.
                guard error.code == .notFound, attempt < 8 else { throw error }
            }
        }
    }
}
