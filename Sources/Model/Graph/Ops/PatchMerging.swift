/// Gathers each 2x2 neighborhood of a token map into one token (Liu et al., 2021,
/// arXiv:2103.14030, section 3.1).
///
/// Channel order: (even row, even column), (odd, even), (even, odd), (odd, odd). Odd maps are
/// padded with zeros at the bottom and right.
/// - Shape: `[N, H, W, C]` to `[N, ceil(H / 2), ceil(W / 2), 4 C]`.
public struct PatchMerging: Operation {
    /// All attributes: none.
    public init() {}

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        let input = inputs[0]
        try Expect.rank(4, input, "[N, H, W, C]")
        return [
            input[0], input[1].map { ($0 + 1) / 2 }, input[2].map { ($0 + 1) / 2 },
            input[3].map { $0 * 4 },
        ]
    }
}

extension PatchMerging: Codable {
    private enum CodingKeys: CodingKey {}

    /// Reads `{}`.
    ///
    /// Asks for the object, so that a strict decoder refuses members.
    public init(from decoder: any Decoder) throws {
        _ = try decoder.container(keyedBy: CodingKeys.self)
    }

    /// Writes `{}`.
    public func encode(to encoder: any Encoder) throws {
        _ = encoder.container(keyedBy: CodingKeys.self)
    }
}
