public import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles

/// What removing a bundle did, or would do.
public struct Removal: Sendable {
    /// The receipt that went.
    public let receipt: Receipt
    /// Bytes that only this bundle had: what a collection frees.
    public let ownByteCount: Int
    /// Bytes that stay because other bundles have them too.
    public let sharedByteCount: Int
    /// `name:tag` of the bundles that share them, in order.
    public let sharers: [String]
}

extension Store {
    /// What ``remove(_:evenPinned:)`` would do.
    ///
    /// - Throws: ``StoreError`` with code `.notInstalled`, or `.notPermitted` for a bundle of a
    ///   layer.
    public func removal(of reference: BundleReference) throws(StoreError) -> Removal {
        let (receipt, place) = try locate(reference)
        guard place == layout else {
            throw StoreError(
                .notPermitted,
                "\(receipt.reference) is in '\(place.root)', which is only read (ZOO_STORE_PATH). "
                    + "Take that folder out of the variable, or remove the bundle as its owner."
            )
        }
        let listing = try listing(of: layout)
        let row = listing.bundles.firstIndex { $0.reference == receipt.reference }
        let own = Set(row.map { listing.blobs(ofBundle: $0) } ?? [])
        var shared: Set<UInt32> = []
        var sharers: [String] = []
        for other in listing.bundles.indices where other != row {
            let common = own.intersection(listing.blobs(ofBundle: other))
            guard !common.isEmpty else { continue }
            shared.formUnion(common)
            sharers.append(listing.bundles[other].reference)
        }
        return Removal(
            receipt: receipt,
            ownByteCount: Listing.sum(
                own.subtracting(shared).map { listing.blobs[Int($0)].byteCount }
            ),
            sharedByteCount: Listing.sum(shared.map { listing.blobs[Int($0)].byteCount }),
            sharers: sharers
        )
    }

    /// Removes a receipt, so that the bundle is not installed any more.
    ///
    /// No blob is deleted: that is what ``collect(_:)`` does.
    ///
    /// - Parameters:
    ///   - reference: The bundle.
    ///   - evenPinned: Whether a pinned bundle may go.
    /// - Returns: What went, and what stays because it is shared.
    /// - Throws: ``StoreError`` with code `.notInstalled`, `.pinned`, `.notPermitted`, or of a
    ///   system call.
    @discardableResult
    public func remove(
        _ reference: BundleReference,
        evenPinned: Bool = false
    ) throws(StoreError) -> Removal {
        let removal = try removal(of: reference)
        guard evenPinned || !removal.receipt.isPinned else {
            throw StoreError(
                .pinned,
                "\(removal.receipt.reference) is pinned. Unpin it first, or say that it may go."
            )
        }
        try prepare()
        let marker = try PublicationMarker(layout)
        let folder = layout.receipts(of: removal.receipt.name)
        if try StoreCall.remove(layout.receipt(removal.receipt.name, removal.receipt.tag)) {
            do throws(StoreError) {
                try StoreCall.flushFolder(folder)
            } catch {
                // Another process removed the last bundle of the name, and its folder.
                guard error.code == .notFound else { throw error }
            }
            Folder.removeEmpty(folder)
        }
        if try refresh() { try marker.remove() }
        return removal
    }

    /// Writes a receipt again with `change` made to it: to pin a bundle, for example.
    ///
    /// - Parameters:
    ///   - reference: The bundle.
    ///   - change: Changes the source, time, trust, pin or summary.
    /// - Throws: ``StoreError``, as ``remove(_:evenPinned:)``.
    public func update(
        _ reference: BundleReference,
        _ change: (inout Receipt) -> Void
    ) throws(StoreError) {
        var receipt = try removal(of: reference).receipt
        change(&receipt)
        try prepare()
        let marker = try PublicationMarker(layout)
        try publish(receipt)
        if try refresh() { try marker.remove() }
    }
}
