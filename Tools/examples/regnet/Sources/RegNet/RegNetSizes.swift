public import FrankenBlueprint

/// What a RegNet declares in `regnet.json`.
public struct RegNetSizes: Sendable, Hashable, Decodable {
    /// Channels after the stem.
    public let stem: Int
    /// Blocks per stage.
    public let depths: [Int]
    /// Channels per stage.
    public let widths: [Int]
    /// Channels of one group of the 3x3 convolution.
    public let groupWidth: Int
    /// Whether blocks squeeze and excite: RegNetY has it, RegNetX has not.
    public let isExciting: Bool

    /// Refuses sizes that make no RegNet.
    func check() throws(DeclarationError) {
        guard (1...6).contains(depths.count) else {
            throw DeclarationError(at: ["depths"], "must be 1 to 6 stages, found \(depths.count).")
        }
        guard widths.count == depths.count else {
            throw DeclarationError(
                at: ["widths"],
                "must be \(depths.count) numbers as depths, found \(widths.count)."
            )
        }
        try DeclarationError.check(stem, in: 1...1_024, at: ["stem"])
        try DeclarationError.check(groupWidth, in: 1...1_024, at: ["groupWidth"])
        for (stage, depth) in depths.enumerated() {
            try DeclarationError.check(depth, in: 1...256, at: ["depths", .index(stage)])
            try DeclarationError.check(widths[stage], in: 1...8_192, at: ["widths", .index(stage)])
            guard widths[stage].isMultiple(of: min(groupWidth, widths[stage])) else {
                throw DeclarationError(
                    at: ["widths", .index(stage)],
                    "must be a multiple of the group's \(groupWidth), found \(widths[stage])."
                )
            }
        }
    }

    /// Channels in the middle of the gate of a block that reads so many: a quarter of them.
    func squeezed(from channels: Int) -> Int { max(1, (channels + 2) / 4) }
}
