public import FrankenBlueprint

/// What a Swin Transformer declares in `swin.json`.
///
/// Stage `i` has `depths[i]` blocks of `width * 2^i` channels; every stage but the first begins
/// with a merging of 2x2 patches. Every second block shifts its windows by half a window.
public struct SwinSizes: Sendable, Hashable, Decodable {
    /// The two generations of blocks.
    public enum Generation: String, DeclaredChoice {
        /// Normalized before each branch, scaled dot products, a table of position biases.
        case first
        /// Normalized behind each branch, cosines, position biases from a small network.
        case second
    }

    /// Rows and columns of an image patch.
    public let patch: Int
    /// Channels of the first stage.
    public let width: Int
    /// Blocks per stage.
    public let depths: [Int]
    /// Attention heads per stage.
    public let heads: [Int]
    /// Rows and columns of a window, per stage.
    public let windows: [Int]
    private let blocks: Generation?

    /// Which blocks; the first generation where nothing is declared.
    public var generation: Generation { blocks ?? .first }

    /// Channels of a stage.
    func channels(stage: Int) -> Int { width << stage }

    /// Refuses sizes that make no Swin Transformer.
    func check() throws(DeclarationError) {
        try DeclarationError.check(patch, in: 1...64, at: ["patch"])
        try DeclarationError.check(width, in: 1...1_024, at: ["width"])
        guard (1...6).contains(depths.count) else {
            throw DeclarationError(at: ["depths"], "must be 1 to 6 stages, found \(depths.count).")
        }
        try DeclaredLists.check(depths, count: depths.count, in: 1...256, at: ["depths"])
        try DeclaredLists.check(heads, count: depths.count, in: 1...1_024, at: ["heads"])
        try DeclaredLists.check(windows, count: depths.count, in: 1...64, at: ["windows"])
        for (stage, heads) in heads.enumerated() where channels(stage: stage) % heads != 0 {
            throw DeclarationError(
                at: ["heads", .index(stage)],
                "\(heads) heads do not divide the stage's \(channels(stage: stage)) channels."
            )
        }
    }
}
