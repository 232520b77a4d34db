public import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles

extension Store {
    /// Looks at every blob of one bundle.
    ///
    /// - Parameters:
    ///   - reference: The bundle.
    ///   - deep: Whether to read the blobs and compute their digests, or to look at sizes only.
    /// - Returns: A verdict on each blob.
    /// - Throws: ``StoreError`` with code `.notInstalled`.
    public func verify(
        _ reference: BundleReference,
        deep: Bool = true
    ) throws(StoreError) -> Verification {
        verify([try resolve(reference)], deep: deep)
    }

    /// Looks at every blob of some bundles, each blob once.
    ///
    /// - Parameters:
    ///   - references: The bundles.
    ///   - deep: Whether to read the blobs and compute their digests.
    /// - Returns: A verdict on each blob.
    /// - Throws: ``StoreError`` with code `.notInstalled`.
    public func verify(
        _ references: [BundleReference],
        deep: Bool = true
    ) throws(StoreError) -> Verification {
        var receipts: [Receipt] = []
        for reference in references { receipts.append(try resolve(reference)) }
        return verify(receipts, deep: deep)
    }

    /// Looks at every blob of every bundle of this store and its layers, each blob once, and at
    /// what else lies in this store.
    ///
    /// - Parameter deep: Whether to read the blobs and compute their digests.
    /// - Returns: A verdict on each blob, and what is out of place.
    /// - Throws: ``StoreError`` of a system call.
    public func verifyAll(deep: Bool = true) throws(StoreError) -> Verification {
        var receipts: [Receipt] = []
        var problems: [Inventory.Problem] = []
        for place in all {
            for identity in try identities(in: place) {
                do throws(StoreError) {
                    receipts.append(try receipt(identity.name, identity.tag, in: place))
                } catch {
                    guard error.code != .notInstalled else { continue }
                    let reference = "\(identity.name):\(identity.tag)"
                    problems.append(Inventory.Problem(reference: reference, message: error.message))
                }
            }
        }
        var verification = verify(receipts, deep: deep)
        verification.problems += problems
        let names = try StoreCall.names(in: layout.blobs)
        verification.strangers = names.filter { (try? Digest(hex: $0)) == nil }.sorted()
        if deep { verification.findings += unused(names, besides: verification.findings) }
        verification.isIndexCurrent = try isIndexCurrent()
        return verification
    }

    private func verify(_ receipts: [Receipt], deep: Bool) -> Verification {
        var verification = Verification()
        var users: [Digest: [String]] = [:]
        var blobs: [Descriptor] = []
        for receipt in receipts.sorted(by: { $0.reference < $1.reference }) {
            var needed = [receipt.manifest]
            do throws(StoreError) {
                needed += try manifest(of: receipt).blobs
            } catch {
                let problem = Inventory.Problem(
                    reference: receipt.reference,
                    message: error.message
                )
                verification.problems.append(problem)
            }
            for blob in needed {
                if users[blob.digest] == nil { blobs.append(blob) }
                users[blob.digest, default: []].append(receipt.reference)
            }
        }
        verification.findings = blobs.map { blob in
            Verification.Finding(
                blob: blob,
                verdict: verdict(on: blob, deep: deep),
                users: users[blob.digest] ?? []
            )
        }
        return verification
    }

    /// Damaged blobs that no bundle needs: the next one that needs them would take them for sound.
    private func unused(
        _ names: [String],
        besides findings: [Verification.Finding]
    ) -> [Verification.Finding] {
        let seen = Set(findings.map(\.blob.digest))
        return names.sorted().compactMap { name in
            guard let digest = try? Digest(hex: name), !seen.contains(digest),
                let status = try? StoreCall.status(layout.blob(digest)), status.kind == .file
            else { return nil }
            let blob = Descriptor(
                mediaType: "application/octet-stream",
                digest: digest,
                size: status.byteCount
            )
            let verdict = verdict(on: blob, deep: true)
            guard !verdict.isUsable, verdict != .missing else { return nil }
            return Verification.Finding(blob: blob, verdict: verdict, users: [])
        }
    }

    /// Whether a blob is here with its size and digest; reads all of it.
    package func isSound(_ blob: Descriptor) -> Bool { verdict(on: blob, deep: true).isUsable }

    private func verdict(on blob: Descriptor, deep: Bool) -> Verification.Verdict {
        do throws(StoreError) {
            guard let (path, status) = try location(of: blob.digest) else { return .missing }
            guard status.byteCount == blob.size else { return .wrongSize(found: status.byteCount) }
            if deep {
                let found = try digest(ofFile: path)
                guard found == blob.digest else { return .wrongDigest(found: found) }
            }
            return status.mode & 0o333 == 0 ? .sound : .wrongMode(found: status.mode)
        } catch {
            return .unreadable(error.message)
        }
    }

    private func digest(ofFile path: String) throws(StoreError) -> Digest {
        let hasher = SHA256Hasher()
        do {
            try StoreCall.read(path) { try hasher.update($0) }
            return try hasher.finish()
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.system, "\(path): \(error)")
        }
    }

    /// Deletes a blob that `verify(_:deep:)` found damaged, so that installing the bundle again
    /// writes it.
    ///
    /// - Returns: Whether the file was there and damaged; a sound one stays.
    /// - Throws: ``StoreError`` of a system call.
    @discardableResult
    public func discardDamaged(_ blob: Descriptor) throws(StoreError) -> Bool {
        switch verdict(on: blob, deep: true) {
        case .wrongSize, .wrongDigest, .unreadable:
            try StoreCall.remove(layout.blob(blob.digest))
        default: false
        }
    }

    /// Takes away who may write a blob, and lets everybody read it, where that is not so.
    ///
    /// - Returns: Whether the mode was wrong and is right now.
    /// - Throws: ``StoreError`` of a system call.
    @discardableResult
    public func correctMode(_ blob: Descriptor) throws(StoreError) -> Bool {
        guard case .wrongMode = verdict(on: blob, deep: false) else { return false }
        let path = layout.blob(blob.digest)
        try StoreCall.mapping { () throws(FilesError) in try Entry.setMode(path, 0o444) }
        return true
    }

    /// Whether `index.json` names exactly the bundles that have receipts.
    private func isIndexCurrent() throws(StoreError) -> Bool {
        let listing = try readListing(of: layout)
        let limit = ListingReader.largestByteCount
        guard let bytes = try StoreCall.bytes(of: layout.index, limit: limit) else {
            return listing.bundles.isEmpty
        }
        return try bytes == index(of: listing)
    }
}
