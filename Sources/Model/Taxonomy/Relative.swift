/// One member of a family: an architecture of a definite size.
///
/// Direct relatives have the same components and differ in width or in the number of blocks.
public struct Relative: Sendable, Hashable, Codable {
    /// The name that commands, files and bundles use, for example `resnet50`.
    public let name: String
    /// The name shown to people, for example `ResNet-50`.
    public let displayName: String
    /// Other names it answers to; case and punctuation need no alias of their own.
    public let aliases: [String]
    /// Learned parameters, without the running statistics of normalization layers.
    public let parameterCount: Int?
    /// Multiply-accumulates for one image at the size the relative was published for.
    public let multiplyAccumulateCount: Int?

    /// A relative of the given names and cost.
    public init(
        name: String,
        displayName: String,
        aliases: [String] = [],
        parameterCount: Int? = nil,
        multiplyAccumulateCount: Int? = nil
    ) {
        self.name = name
        self.displayName = displayName
        self.aliases = aliases
        self.parameterCount = parameterCount
        self.multiplyAccumulateCount = multiplyAccumulateCount
    }
}
