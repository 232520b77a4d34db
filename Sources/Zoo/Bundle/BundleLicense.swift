/// The licence of a part of a bundle.
public struct BundleLicense: Sendable, Hashable, Codable {
    /// The part: `encoder`, `decoder`, `tail`, `training data`.
    public var component: String
    /// The SPDX identifier, or `NOASSERTION`.
    public var spdx: String

    /// All fields.
    public init(component: String, spdx: String) {
        self.component = component
        self.spdx = spdx
    }
}
