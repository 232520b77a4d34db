public import FrankenBlueprint
internal import FrankenBundle
public import FrankenCatalog
internal import FrankenCrypto
public import FrankenFiles
internal import FrankenTaxonomy
public import FrankenTrust

/// Makes the index of a zoo from bundle files, and from what the taxonomy knows beyond them.
public struct IndexBuilder: Sendable {
    /// How long an index is valid unless said otherwise, in days.
    public static let standardDays = 365

    /// The backbones and decoders there are.
    public let blueprints: BlueprintRegistry

    /// A builder.
    public init(blueprints: BlueprintRegistry) {
        self.blueprints = blueprints
    }

    /// Makes an index, or the next version of one.
    ///
    /// A bundle replaces the one of its name and version; those of the older index stay. A backbone
    /// with a decoder and no bundle is named as unpublished, so that `zoo install` can say how one
    /// makes it.
    ///
    /// - Parameters:
    ///   - name: The index's name; that of the older index when left out, or `zoo`.
    ///   - files: Bundle files at or below the folder of the index.
    ///   - target: Where the index will lie; a file there is the older index. One that becomes no
    ///     file belongs to the current folder.
    ///   - isFresh: Whether the bundles of the older index are dropped.
    ///   - days: How long it is valid.
    ///   - time: Now.
    /// - Returns: The index, to be written and signed.
    /// - Throws: `BundleError` or `CatalogError` for files that are not right; ``ZooError`` with
    ///   code `.invalidRequest` for a bundle that does not lie below the index.
    public func index(
        named name: String? = nil,
        files: [String],
        at target: OutputTarget,
        isFresh: Bool = false,
        days: Int = standardDays,
        time: Timestamp
    ) throws -> BundleIndex {
        let older = try Self.older(target)
        let folder = target.isFile ? PathName.folder(of: target.path) : "."
        let added = try files.flatMap { try self.entries(of: $0, below: folder) }
        let replaced = Set(added.map(Self.key))
        var entries = isFresh ? [] : older?.entries ?? []
        entries.removeAll { replaced.contains(Self.key($0)) }
        entries += added
        entries.sort { left, right in
            left.name == right.name ? right.version < left.version : left.name < right.name
        }
        return try BundleIndex(
            name: name ?? older?.name ?? "zoo",
            version: (older?.version ?? 0) + 1,
            created: time,
            expires: time.advanced(bySeconds: Int64(days) * 86_400),
            mirrors: older?.mirrors ?? [],
            entries: entries,
            unpublished: unpublished(besides: entries)
        )
    }

    /// Writes an index, and its signature beside it; one that does not belong to it is removed.
    ///
    /// - Parameters:
    ///   - index: The index.
    ///   - target: The `index.json`; only a file has a signature beside it.
    ///   - key: Who signs; nobody when `nil`.
    ///   - time: The time that the signature states.
    /// - Throws: `CatalogError`, `TrustError` or `FilesError`.
    public func write(
        _ index: BundleIndex,
        to target: OutputTarget,
        signedBy key: SigningKey?,
        at time: Timestamp
    ) throws {
        let bytes = try index.bytes()
        let signature = try key?.sign(
            index: bytes,
            name: index.name,
            version: index.version,
            time: time
        )
        let beside = OutputTarget(path: "\(target.path).minisig")
        if target.isFile { _ = try Entry.remove(beside.path) }
        try target.write(bytes)
        if let signature, target.isFile { try beside.write(signature.bytes) }
    }

    /// The backbones that somebody could make a bundle of.
    ///
    /// - Parameter entries: The bundles there are.
    /// - Returns: One for each backbone with a decoder and no bundle, by name.
    public func unpublished(besides entries: [IndexEntry]) -> [UnpublishedBundle] {
        let bundled = Set(entries.map(\.taxonomy.relative))
        // None may claim a name that a bundle has.
        let taken = Set(entries.flatMap { [$0.name.text] + $0.aliases }.map { $0.lowercased() })
        return blueprints.taxonomy.entries.compactMap { entry in
            let relative = entry.relative
            guard !bundled.contains(relative.name), !taken.contains(relative.name.lowercased()),
                let decoder = try? blueprints.decoders(for: relative.name).first
            else { return nil }
            var bundle = UnpublishedBundle(
                name: relative.name,
                taxonomy: Self.taxonomy(entry),
                missing: [.tail, .decoder]
            )
            bundle.aliases = relative.aliases.filter { !taken.contains($0.lowercased()) }
            bundle.summary =
                "\(relative.displayName), split at \(decoder.splitPoint.name), decoder "
                + "\(decoder.name)"
            return bundle
        }.sorted { $0.name < $1.name }
    }

    private func entries(of file: String, below folder: String) throws -> [IndexEntry] {
        let source = try Self.source(of: file, below: folder)
        return try BundleArchive(path: file).contents().bundles.map { bundle in
            let description = try bundle.description()
            let relative = description.taxonomy.relative
            var entry = IndexEntry(
                name: description.name,
                version: description.version,
                taxonomy: description.taxonomy,
                manifest: bundle.descriptor.digest,
                manifestByteCount: bundle.bytes.count,
                encoder: description.encoder.digest,
                sizes: bundle.manifest.layers.reduce(into: [:]) { sizes, layer in
                    sizes[layer.role?.rawValue ?? "other", default: 0] += layer.size
                },
                licenses: description.licenses,
                sources: [source]
            )
            if description.name.text == relative,
                let known = blueprints.taxonomy.entries(matching: relative).first
            {
                entry.aliases = known.relative.aliases
            }
            entry.summary = description.summary ?? ""
            entry.isTrained = description.training != .untrained
            // What a listing shows: the rest is in the bundle.
            entry.metrics = description.metrics.map {
                BundleMetric(
                    dataset: $0.dataset,
                    split: $0.split,
                    n: $0.n,
                    top1: $0.top1,
                    top5: $0.top5,
                    meanBytes: $0.meanBytes
                )
            }
            return entry
        }
    }

    /// What may be in an index once.
    private static func key(_ entry: IndexEntry) -> String {
        "\(entry.name):\(entry.version)"
    }

    private static func taxonomy(_ entry: TaxonomyEntry) -> BundleTaxonomy {
        BundleTaxonomy(
            archetype: entry.archetype.id,
            family: entry.family.id,
            relative: entry.relative.name
        )
    }

    /// The path of a bundle below the folder of the index.
    private static func source(of file: String, below folder: String) throws -> IndexSource {
        guard let base = Entry.real(folder) else {
            throw ZooError(.notFound, "There is no folder '\(folder)' to write the index into.")
        }
        guard let place = Entry.real(file) else {
            throw ZooError(.notFound, "There is no file '\(file)'.")
        }
        guard place.hasPrefix("\(base)/") else {
            throw ZooError(
                .invalidRequest,
                "'\(file)' does not lie below '\(folder)', and an index names its bundles by "
                    + "their path below it. Move it there."
            )
        }
        return try IndexSource(String(place.dropFirst(base.count + 1)))
    }

    private static func older(_ target: OutputTarget) throws -> BundleIndex? {
        guard target.isFile else { return nil }
        return try OpenFile.bytes(ifThere: target.path, limit: BundleIndex.largestByteCount)
            .map { try BundleIndex(bytes: $0) }
    }
}
