public import FrankenBlueprint

/// What a ResNet declares in `resnet.json`.
///
/// Stage `i` has `depths[i]` blocks of `width * 2^i` planes; the first block of every stage but
/// the first halves the resolution.
public struct ResNetSizes: Sendable, Hashable, Decodable {
    /// What comes before the stages.
    public enum Stem: String, DeclaredChoice {
        /// 7x7 convolution and 3x3 maximum pooling, each of stride 2: reduction 4.
        case imagenet
        /// 3x3 convolution of stride 1: reduction 1.
        case cifar
    }

    /// The residual branch.
    public enum Block: String, DeclaredChoice {
        /// Two 3x3 convolutions.
        case basic
        /// 1x1, 3x3, 1x1 with four times the planes at the end.
        case bottleneck
    }

    /// Which convolution of a bottleneck halves the resolution.
    public enum StridePlacement: String, DeclaredChoice {
        /// The first 1x1, as in the paper and in Keras ("v1").
        case first
        /// The 3x3, as torchvision has it ("v1.5").
        case middle
    }

    /// How the identity is brought to another shape.
    public enum Shortcut: String, DeclaredChoice {
        /// A learned 1x1 convolution: option B of the paper.
        case projection
        /// Every second pixel, zeros for new channels, no parameters: option A.
        case padding
    }

    /// What comes before the stages.
    public let stem: Stem
    /// The residual branch.
    public let block: Block
    /// How the identity is brought to another shape.
    public let shortcut: Shortcut
    /// Blocks per stage.
    public let depths: [Int]
    /// Planes of the first stage, and channels after the stem.
    public let width: Int
    /// Groups of the 3x3 convolution in a bottleneck: ResNeXt's cardinality.
    public let groups: Int
    /// Channels per group at 64 planes; 128 in one group makes a Wide ResNet.
    public let groupWidth: Int
    /// Which convolution of a bottleneck halves the resolution.
    public let strideOn: StridePlacement
    /// Whether convolutions have a bias; Keras's do.
    public let convolutionBias: Bool
    /// What batch normalizations add to the variance.
    public let epsilon: Double

    /// All fields; the defaults are those of the plain ResNet in PyTorch.
    public init(
        stem: Stem,
        block: Block,
        shortcut: Shortcut,
        depths: [Int],
        width: Int,
        groups: Int = 1,
        groupWidth: Int = 64,
        strideOn: StridePlacement = .middle,
        convolutionBias: Bool = false,
        epsilon: Double = 1e-5
    ) {
        self.stem = stem
        self.block = block
        self.shortcut = shortcut
        self.depths = depths
        self.width = width
        self.groups = groups
        self.groupWidth = groupWidth
        self.strideOn = strideOn
        self.convolutionBias = convolutionBias
        self.epsilon = epsilon
    }

    private enum CodingKeys: CodingKey {
        case stem, block, shortcut, depths, width, groups, groupWidth
        case strideOn, convolutionBias, epsilon
    }

    /// Reads sizes; what has a default may be left out.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            stem: fields.decode(Stem.self, forKey: .stem),
            block: fields.decode(Block.self, forKey: .block),
            shortcut: fields.decode(Shortcut.self, forKey: .shortcut),
            depths: fields.decode([Int].self, forKey: .depths),
            width: fields.decode(Int.self, forKey: .width),
            groups: fields.decodeIfPresent(Int.self, forKey: .groups) ?? 1,
            groupWidth: fields.decodeIfPresent(Int.self, forKey: .groupWidth) ?? 64,
            strideOn: fields.decodeIfPresent(StridePlacement.self, forKey: .strideOn) ?? .middle,
            convolutionBias: fields.decodeIfPresent(Bool.self, forKey: .convolutionBias) ?? false,
            epsilon: fields.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-5
        )
    }

    /// Planes of a stage.
    func planes(stage: Int) -> Int { width << stage }

    /// Channels of the 3x3 convolution in a bottleneck.
    func innerWidth(planes: Int) -> Int { planes * groupWidth / 64 * groups }

    /// Channels a block of so many planes makes.
    func outChannels(planes: Int) -> Int { block == .bottleneck ? 4 * planes : planes }

    /// Refuses sizes that make no ResNet.
    func check() throws(DeclarationError) {
        guard (1...6).contains(depths.count) else {
            throw DeclarationError(at: ["depths"], "must be 1 to 6 stages, found \(depths.count).")
        }
        for (stage, depth) in depths.enumerated() {
            try DeclarationError.check(depth, in: 1...256, at: ["depths", .index(stage)])
        }
        try DeclarationError.check(width, in: 1...1_024, at: ["width"])
        try DeclarationError.check(groups, in: 1...1_024, at: ["groups"])
        try DeclarationError.check(groupWidth, in: 1...1_024, at: ["groupWidth"])
        guard block == .bottleneck || (groups == 1 && groupWidth == 64) else {
            throw DeclarationError(
                at: [groups == 1 ? "groupWidth" : "groups"],
                "only a bottleneck has groups; use one, or leave this field out."
            )
        }
        guard block == .bottleneck || strideOn == .middle else {
            throw DeclarationError(
                at: ["strideOn"],
                "only a bottleneck has a choice; leave this field out."
            )
        }
        // NaN is in no range.
        guard (1e-12...1).contains(epsilon) else {
            throw DeclarationError(at: ["epsilon"], "must be 1e-12 to 1, found \(epsilon).")
        }
        guard width * groupWidth >= 64 else {
            throw DeclarationError(
                at: ["groupWidth"],
                "\(width) planes of group width \(groupWidth) leave no channel."
            )
        }
    }
}
