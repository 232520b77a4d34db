public import FrankenBundle
public import FrankenStore

/// Everything that is known about one installed bundle without running it.
public struct BundleDetails: Sendable {
    /// How it was installed.
    public let receipt: Receipt
    /// Its files.
    public let manifest: ImageManifest
    /// What it says about itself.
    public let description: BundleDescription
    /// The files that are not here; for a bundle that may not carry its tail, not even named.
    public let missing: [Descriptor]
    /// Whether the weights behind the split point are here.
    public let hasTail: Bool
    /// Its card, where it has one.
    public let card: String?
    /// The texts of its licences.
    public let licenses: [String]
}

extension Zoo {
    /// Reads about an installed bundle.
    ///
    /// - Parameter reference: `name`, `name:version`, `name@sha256:…` or a digest.
    /// - Returns: What it is.
    /// - Throws: `StoreError` with code `.notInstalled`; `BundleError` for a damaged one; ``ZooError``
    ///   with code `.invalidRequest` for a backbone that was imported, which is no bundle.
    public func details(of reference: String) throws -> BundleDetails {
        let receipt = try store.resolve(reference)
        guard receipt.importedBackbone == nil else {
            throw ZooError(
                .invalidRequest,
                "\(receipt.reference) is a backbone that was imported from \(receipt.source); it "
                    + "has no description. `zoo list --installed` shows what it weighs."
            )
        }
        let models = try models(of: receipt)
        let description = try models.description()
        return BundleDetails(
            receipt: receipt,
            manifest: models.manifest,
            description: description,
            missing: models.missing,
            hasTail: store.contains(description.tail.digest),
            card: try? models.texts(.card).first,
            licenses: (try? models.texts(.license)) ?? []
        )
    }
}
