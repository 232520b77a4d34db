internal import FrankenBundle

/// What is installed in a store and its layers.
public struct Inventory: Sendable {
    /// A receipt that is no bundle.
    public struct Problem: Sendable, Hashable {
        /// `name:tag` of the receipt.
        public let reference: String
        /// What is wrong, and what to do.
        public let message: String
    }

    /// The bundles by name, then version; one that a store before hides is not among them.
    public let bundles: [InstalledBundle]
    /// Receipts that could not be read.
    public let problems: [Problem]
    /// Bytes of all bundles, each blob of a store counted once.
    public let byteCount: Int

    /// Bytes of all bundles as if none shared anything: what ``byteCount`` would be.
    public var unsharedByteCount: Int { Listing.sum(bundles.map(\.byteCount)) }
}

extension Store {
    /// Everything that is installed here and in the layers.
    ///
    /// Takes a few milliseconds for ten thousand bundles; reads one file and looks at two folders
    /// unless somebody is installing, or was killed while installing.
    ///
    /// - Throws: ``StoreError`` of a system call. A damaged receipt is no error but a problem.
    public func installed() throws(StoreError) -> Inventory {
        var bundles: [InstalledBundle] = []
        var problems: [Inventory.Problem] = []
        var byteCount = 0
        var seen: Set<String> = []
        for layout in all {
            let listing = try listing(of: layout)
            byteCount = Listing.sum([byteCount, listing.byteCount])
            problems += listing.failures.map { failure in
                Inventory.Problem(
                    reference: "\(failure.identity.name):\(failure.identity.tag)",
                    message: failure.message
                )
            }
            if layers.isEmpty {
                bundles = listing.bundles
            } else {
                bundles += listing.bundles.filter { seen.insert($0.reference).inserted }
            }
        }
        // Each listing is in order already.
        if !layers.isEmpty {
            bundles.sort { ($0.name, $0.tag) < ($1.name, $1.tag) }
        }
        return Inventory(bundles: bundles, problems: problems, byteCount: byteCount)
    }
}
