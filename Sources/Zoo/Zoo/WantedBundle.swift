public import FrankenBundle
public import FrankenCrypto

/// The bundle that an index, a lock or a person promises: what comes must be exactly this one.
///
/// A digest alone says which bytes come, not that they are what was asked for: an index may give
/// another bundle's digest, and that bundle's signature is as good as any. So its own name and
/// version count too.
public struct WantedBundle: Sendable, Hashable {
    /// The name that its manifest and description must have.
    public let name: BundleName
    /// The version that they must have.
    public let version: BundleVersion
    /// The digest that the manifest must have.
    public let manifest: Digest

    /// All fields.
    public init(name: BundleName, version: BundleVersion, manifest: Digest) {
        self.name = name
        self.version = version
        self.manifest = manifest
    }

    /// `name:version`.
    public var reference: String { "\(name):\(version)" }
}

extension Installer {
    /// Whether a bundle of a source is to be installed.
    func isWanted(_ manifest: Digest) -> Bool {
        options.wanted?.contains { $0.manifest == manifest } ?? true
    }

    /// Refuses a source that lacks what was asked for by digest.
    func checkWanted(_ found: [Digest], at source: String) throws(ZooError) {
        let absent = Set(options.wanted?.map(\.manifest) ?? []).subtracting(found)
        guard let digest = absent.min(by: { $0.hex < $1.hex }) else { return }
        throw ZooError(
            .changedSource,
            "\(source) should have the bundle \(digest), and has "
                + "\(found.map { "\($0)" }.joined(separator: ", ")). It was replaced since; lock "
                + "again, or install from a place that still has it."
        )
    }

    /// Refuses a bundle that has the digest that was asked for and is another one all the same.
    func checkWanted(
        _ description: BundleDescription,
        _ manifest: Digest,
        at source: String
    ) throws(ZooError) {
        guard let wanted = options.wanted?.first(where: { $0.manifest == manifest }),
            wanted.name != description.name || wanted.version != description.version
        else { return }
        throw ZooError(
            .changedSource,
            "\(wanted.reference) was asked for; its digest \(manifest) is that of "
                + "\(description.label) at \(source). Whoever named that digest was wrong: tell "
                + "them, or ask for \(description.name) by its own name."
        )
    }
}
