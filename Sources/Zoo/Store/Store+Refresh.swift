internal import FrankenBundle
internal import FrankenFiles

extension Store {
    private static let attempts = 24

    /// Writes the listing and `index.json` anew, until they say what the receipts say.
    ///
    /// Another process may publish a receipt after this one read them, and write the index before
    /// this one does. So the receipts are looked at again afterwards: whoever writes the index
    /// last then finds it right, or is not done yet. The ``PublicationMarker`` that each caller
    /// holds meanwhile tells readers, and whoever comes after a crash, not to believe either file.
    ///
    /// - Returns: Whether they fit; if not, because others kept changing receipts, the marker
    ///   must stay.
    func refresh() throws(StoreError) -> Bool {
        var known = (try? storedListing(layout)) ?? Listing()
        for attempt in 0..<Self.attempts {
            let listing = try readListing(of: layout, reusing: known)
            if let failure = listing.failures.first(where: \.isPassing) {
                throw StoreError(
                    .system,
                    "The index cannot be written while a receipt cannot be read. \(failure.message)"
                )
            }
            try layout.replace(layout.listing, with: ListingWriter.bytes(of: listing))
            try layout.replace(layout.index, with: try index(of: listing))
            if try Set(identities(in: layout)) == listing.identities { return true }
            known = listing
            // Processes that wait for unequal times do not meet again.
            if attempt > 2 {
                let most = 0.001 * Double(1 << min(attempt, 6))
                SystemClock.sleep(seconds: .random(in: 0...most))
            }
        }
        return false
    }

    /// The store's table of contents for tools that know OCI: `name_tag` for each receipt.
    func index(of listing: Listing) throws(StoreError) -> [UInt8] {
        let manifests = listing.bundles.map { bundle in
            Descriptor(
                mediaType: MediaType.imageManifest,
                digest: bundle.manifest,
                size: bundle.manifestSize,
                annotations: [
                    AnnotationKey.referenceName: "\(bundle.name)_\(bundle.tag)",
                    AnnotationKey.title: bundle.name.text,
                    AnnotationKey.version: bundle.version.text,
                ],
                artifactType: MediaType.modelManifest
            )
        }
        do throws(BundleError) {
            return try ImageIndex(manifests: manifests).bytes()
        } catch {
            throw StoreError(.malformedReceipt, "index.json: \(error)")
        }
    }

    /// The listing of a store: from its file when nothing says that the file is out of date.
    func listing(of layout: StoreLayout) throws(StoreError) -> Listing {
        if try !hasMarkers(layout), let stored = try? storedListing(layout) { return stored }
        let stored = (try? storedListing(layout)) ?? Listing()
        return try readListing(of: layout, reusing: stored)
    }

    private func storedListing(_ layout: StoreLayout) throws -> Listing? {
        let limit = ListingReader.largestByteCount
        guard let bytes = try StoreCall.bytes(of: layout.listing, limit: limit) else { return nil }
        var reader = ListingReader(bytes, store: layout.root)
        return try reader.listing()
    }

    private func hasMarkers(_ layout: StoreLayout) throws(StoreError) -> Bool {
        try StoreCall.names(in: layout.roots).contains { name in
            name.hasPrefix("\(PublicationMarker.kind)-")
        }
    }

    /// Cleans up after processes that are gone: their files on the way, blobs they moved to the
    /// trash, intents, and what they had not derived yet.
    func sweep() throws(StoreError) {
        let now = SystemClock.nanoseconds
        for name in try StoreCall.names(in: layout.temporary) {
            let path = "\(layout.temporary)/\(name)"
            if try isAbandoned(path, name, now: now) { try discard(path) }
        }
        var stale: [String] = []
        for name in try StoreCall.names(in: layout.roots) {
            let path = "\(layout.roots)/\(name)"
            let isIntent = name.hasPrefix("\(Intent.kind)-")
            let isMarker = name.hasPrefix("\(PublicationMarker.kind)-")
            guard isIntent || isMarker, try isAbandoned(path, name, now: now) else { continue }
            if isMarker { stale.append(path) } else { try discard(path) }
        }
        do throws(StoreError) {
            try Collector(self).emptyTrash()
        } catch {
            // A damaged receipt keeps the trash full; blobs in it are found there.
            guard error.code == .malformedReceipt else { throw error }
        }
        let hasIndex = try StoreCall.status(layout.index) != nil
        guard !stale.isEmpty || !hasIndex else { return }
        let marker = try PublicationMarker(layout)
        if try refresh() {
            for path in stale { try discard(path) }
            try marker.remove()
        }
    }

    /// Removes what another left, unless it is in a folder where only its owner may.
    private func discard(_ path: String) throws(StoreError) {
        do throws(StoreError) {
            try StoreCall.remove(path)
        } catch {
            guard error.code == .notPermitted else { throw error }
        }
    }

    /// Whether a file on the way was left by a process that is gone.
    func isAbandoned(_ path: String, _ name: String, now: Int64) throws(StoreError) -> Bool {
        guard let status = try StoreCall.status(path), status.kind == .file else { return false }
        guard let owner = Owner(fileName: name) else {
            return now &- status.modified > Owner.foreignLife
        }
        return !owner.mayBeAlive(modified: status.modified, now: now)
    }
}
