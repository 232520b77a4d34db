import FrankenBlueprint

/// What a ConvNeXt declares in `convnext.json`.
///
/// Stage `i` has `depths[i]` blocks of `widths[i]` channels; every stage but the first begins by
/// halving the resolution.
public struct ConvNeXtSizes: Sendable, Hashable, Decodable {
    /// Rows and columns of an image patch: the reduction of the stem.
    public let patch: Int
    /// Blocks per stage.
    public let depths: [Int]
    /// Channels per stage.
    public let widths: [Int]

    /// Refuses sizes that make no ConvNeXt.
    func check() throws(DeclarationError) {
        try DeclarationError.check(patch, in: 1...64, at: ["patch"])
        guard (1...6).contains(depths.count) else {
            throw DeclarationError(at: ["depths"], "must be 1 to 6 stages, found \(depths.count).")
        }
        try DeclaredLists.check(depths, count: depths.count, in: 1...256, at: ["depths"])
        try DeclaredLists.check(widths, count: depths.count, in: 1...8_192, at: ["widths"])
    }
}
