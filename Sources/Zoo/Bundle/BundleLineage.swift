public import FrankenCrypto

/// Where the weights of a bundle come from.
public struct BundleLineage: Sendable, Hashable, Codable {
    /// The manifest of the bundle that this one was made from.
    public var parentBundle: Digest?
    /// The reference of the bundle whose decoder this one's was trained from.
    public var finetunedFrom: String?
    /// The digest of the training's settings.
    public var recipeDigest: Digest?
    /// The digest of the list of training data.
    public var dataDigest: Digest?
    /// The program that made the bundle, with its version.
    public var tool: String?

    /// All fields.
    public init(
        parentBundle: Digest? = nil,
        finetunedFrom: String? = nil,
        recipeDigest: Digest? = nil,
        dataDigest: Digest? = nil,
        tool: String? = nil
    ) {
        self.parentBundle = parentBundle
        self.finetunedFrom = finetunedFrom
        self.recipeDigest = recipeDigest
        self.dataDigest = dataDigest
        self.tool = tool
    }
}
