public import FrankenBundle
internal import FrankenCrypto
internal import FrankenTaxonomy

extension Store {
    /// Finds the receipt of the bundle that a reference means.
    ///
    /// A name alone means its tag `latest` if there is one, else its newest version. This store
    /// comes before its layers.
    ///
    /// - Throws: ``StoreError`` with code `.notInstalled` and suggestions, or `.ambiguous`.
    public func resolve(_ reference: BundleReference) throws(StoreError) -> Receipt {
        try locate(reference).receipt
    }

    /// Finds the receipt of the bundle that a text means.
    ///
    /// - Throws: As ``resolve(_:)-(BundleReference)``, and `.malformedReference`.
    public func resolve(_ text: String) throws(StoreError) -> Receipt {
        let reference: BundleReference
        do throws(BundleError) {
            reference = try BundleReference(text)
        } catch {
            throw StoreError(.malformedReference, error.message)
        }
        return try resolve(reference)
    }

    /// The manifest of an installed bundle, and its descriptor.
    ///
    /// - Throws: ``StoreError``, with code `.missingBlob` when the manifest is gone.
    public func manifest(
        _ reference: BundleReference
    ) throws(StoreError) -> (descriptor: Descriptor, manifest: ImageManifest) {
        let receipt = try resolve(reference)
        return (receipt.manifest, try manifest(of: receipt))
    }

    func locate(
        _ reference: BundleReference
    ) throws(StoreError) -> (receipt: Receipt, layout: StoreLayout) {
        if let name = reference.name {
            for layout in all {
                for tag in try candidates(name, reference.tag, in: layout) {
                    let receipt: Receipt
                    do throws(StoreError) {
                        receipt = try self.receipt(name, tag, in: layout)
                    } catch {
                        if error.code == .notInstalled { continue }
                        throw error
                    }
                    if reference.admits(receipt.manifest.digest) { return (receipt, layout) }
                }
            }
        }
        if let digits = reference.digits, reference.name == nil || reference.isNameOrDigits {
            return try locate(digits)
        }
        throw try notInstalled(reference)
    }

    /// The tags a reference can mean, the likeliest first.
    private func candidates(
        _ name: BundleName,
        _ tag: BundleTag?,
        in layout: StoreLayout
    ) throws(StoreError) -> [BundleTag] {
        if let tag { return [tag] }
        return try tags(of: name, in: layout).sorted { left, right in
            if left.text == "latest" || right.text == "latest" { return left.text == "latest" }
            return right < left
        }
    }

    private func locate(
        _ digits: String
    ) throws(StoreError) -> (receipt: Receipt, layout: StoreLayout) {
        var found: [InstalledBundle] = []
        var place = layout
        for layout in all where found.isEmpty {
            found = try listing(of: layout).bundles.filter { $0.manifest.hex.hasPrefix(digits) }
            place = layout
        }
        guard let bundle = found.first else {
            throw StoreError(
                .notInstalled,
                "No installed bundle's digest begins with '\(digits)'. See 'zoo list'."
            )
        }
        // One bundle may be installed under several tags.
        guard Set(found.map(\.manifest)).count == 1 else {
            let names = found.map(\.reference)
            throw StoreError(
                .ambiguous,
                "'\(digits)' begins the digests of \(names.prefix(5).joined(separator: ", ")). "
                    + "Give more digits.",
                suggestions: names
            )
        }
        return (try receipt(bundle.name, bundle.tag, in: place), place)
    }

    private func notInstalled(_ reference: BundleReference) throws(StoreError) -> StoreError {
        guard let name = reference.name else { return StoreError(.notInstalled, "Not installed.") }
        var versions: [String] = []
        var names: Set<String> = []
        for layout in all {
            versions += try tags(of: name, in: layout).sorted(by: >).map { "\(name):\($0)" }
            names.formUnion(
                try StoreCall.names(in: layout.installs).filter { (try? BundleName($0)) != nil }
            )
        }
        let suggestions =
            versions.isEmpty
            ? Suggester(names.map { Suggester.Candidate(name: $0, spellings: [$0]) })
                .suggestions(for: name.text, limit: 3)
            : versions
        let advice =
            suggestions.isEmpty
            ? " See 'zoo list'." : " Did you mean \(suggestions.prefix(3).joined(separator: ", "))?"
        return StoreError(
            .notInstalled,
            "\(reference) is not installed.\(advice)",
            suggestions: suggestions
        )
    }
}
