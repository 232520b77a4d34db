public import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles

extension Store {
    /// Reads one receipt of one store.
    ///
    /// - Throws: ``StoreError`` with code `.notInstalled`, or as ``Receipt/init(bytes:path:)``.
    func receipt(
        _ name: BundleName,
        _ tag: BundleTag,
        in layout: StoreLayout
    ) throws(StoreError) -> Receipt {
        let path = layout.receipt(name, tag)
        guard let bytes = try StoreCall.bytes(of: path, limit: Receipt.largestByteCount) else {
            throw StoreError(.notInstalled, "\(name):\(tag) is not installed.")
        }
        let receipt = try Receipt(bytes: bytes, path: path)
        guard receipt.name == name, receipt.tag == tag else {
            throw StoreError(
                .malformedReceipt,
                "'\(path)' is the receipt of \(receipt.reference). Move it out of the store, and "
                    + "install the bundle again."
            )
        }
        return receipt
    }

    /// The receipts that are there, without opening them.
    func identities(in layout: StoreLayout) throws(StoreError) -> [Listing.Identity] {
        var identities: [Listing.Identity] = []
        for folder in try StoreCall.names(in: layout.installs) {
            guard let name = try? BundleName(folder) else { continue }
            for file in try tags(of: name, in: layout) {
                guard let status = try StoreCall.status(layout.receipt(name, file)),
                    status.kind == .file
                else { continue }
                identities.append(Listing.Identity(name, file, status))
            }
        }
        return identities
    }

    /// The tags of a name that have a receipt.
    func tags(of name: BundleName, in layout: StoreLayout) throws(StoreError) -> [BundleTag] {
        try StoreCall.names(in: layout.receipts(of: name)).compactMap { file in
            guard file.hasSuffix(".json") else { return nil }
            return try? BundleTag(file.dropLast(".json".count))
        }
    }

    /// Reads every receipt and its manifest, but those that an older listing has already.
    ///
    /// - Parameters:
    ///   - layout: The store.
    ///   - older: A listing to take unchanged entries from; none for the plain truth.
    /// - Returns: All bundles, and the receipts that are none.
    /// - Throws: ``StoreError`` of a system call.
    func readListing(
        of layout: StoreLayout,
        reusing older: Listing = Listing()
    ) throws(StoreError) -> Listing {
        var known: [Listing.Identity: Int] = [:]
        for (row, identity) in older.sources.enumerated() { known[identity] = row }
        var read: [ReadReceipt] = []
        var kept: [Int] = []
        var failures: [Listing.Failure] = []
        for identity in try identities(in: layout) {
            if let row = known[identity] {
                kept.append(row)
                continue
            }
            do throws(StoreError) {
                if let receipt = try readCurrent(identity, in: layout) { read.append(receipt) }
            } catch {
                let failure = Listing.Failure(
                    identity: identity,
                    message: error.message,
                    isPassing: error.systemErrorNumber != 0
                )
                failures.append(failure)
            }
        }
        return Listing(read, keeping: kept, of: older, failures: failures, store: layout.root)
    }

    /// Reads a receipt and its manifest; `nil` when it was removed meanwhile.
    ///
    /// A manifest that is gone is damage only if the receipt is still there: others remove
    /// bundles, collect their blobs and install them again at any time.
    private func readCurrent(
        _ identity: Listing.Identity,
        in layout: StoreLayout
    ) throws(StoreError) -> ReadReceipt? {
        var identity = identity
        var attempt = 0
        while true {
            do throws(StoreError) {
                return try readReceipt(identity, in: layout)
            } catch {
                let path = layout.receipt(identity.name, identity.tag)
                guard let status = try StoreCall.status(path) else { return nil }
                let current = Listing.Identity(identity.name, identity.tag, status)
                attempt += current == identity ? 1 : 0
                guard attempt < 3 else { throw error }
                identity = current
            }
        }
    }

    private func readReceipt(
        _ identity: Listing.Identity,
        in layout: StoreLayout
    ) throws(StoreError) -> ReadReceipt {
        let receipt = try receipt(identity.name, identity.tag, in: layout)
        let manifest = try manifest(of: receipt)
        let own = Listing.Blob(
            digest: PackedDigest(receipt.manifest.digest),
            byteCount: receipt.manifest.size
        )
        let blobs = manifest.blobs.map {
            Listing.Blob(digest: PackedDigest($0.digest), byteCount: $0.size)
        }
        return ReadReceipt(
            identity: identity,
            receipt: receipt,
            blobs: [own] + blobs.filter { $0.digest != own.digest }
        )
    }

    /// Reads the manifest that a receipt names, and checks its digest.
    public func manifest(of receipt: Receipt) throws(StoreError) -> ImageManifest {
        do {
            let limit = ImageManifest.largestByteCount
            return try ImageManifest(bytes: bytes(receipt.manifest, limit: limit))
        } catch {
            // The system's failures say nothing about the bundle.
            if let error = error as? StoreError { throw error }
            throw StoreError(
                (error as? BundleError)?.code == .missingBlob ? .missingBlob : .malformedReceipt,
                "The manifest of \(receipt.reference) cannot be read: \(error) Install the bundle "
                    + "again, or remove it."
            )
        }
    }
}
