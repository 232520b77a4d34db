/// Architectures that share one idea and one building block, for example ResNet.
public struct Family: Sendable, Hashable, Codable {
    /// The name used in files and look-ups, for example `resnet`.
    public let id: String
    /// The name shown to people, for example `ResNet`.
    public let displayName: String
    /// The family's main inductive bias.
    public let archetype: Archetype
    /// The publication that introduced the family.
    public let paper: Paper?
    /// The lines of direct relatives in it, for example ResNet, Wide ResNet and ResNeXt.
    public let branches: [Branch]

    /// A family of the given branches.
    public init(
        id: String,
        displayName: String,
        archetype: Archetype,
        paper: Paper? = nil,
        branches: [Branch]
    ) {
        self.id = id
        self.displayName = displayName
        self.archetype = archetype
        self.paper = paper
        self.branches = branches
    }

    /// Direct relatives: one architecture in several sizes.
    public struct Branch: Sendable, Hashable, Codable {
        /// The name used in files, for example `wide-resnet`; unique in its family.
        public let id: String
        /// The name shown to people, for example `Wide ResNet`.
        public let displayName: String
        /// The publication that introduced the branch, where it is not the family's.
        public let paper: Paper?
        /// The members.
        public let relatives: [Relative]

        /// A branch of the given relatives.
        public init(
            id: String,
            displayName: String,
            paper: Paper? = nil,
            relatives: [Relative]
        ) {
            self.id = id
            self.displayName = displayName
            self.paper = paper
            self.relatives = relatives
        }
    }
}
