/// A fully connected layer over the last axis, as in PyTorch's `Linear`.
///
/// `weight` is `[out, in]`, `bias` `[out]`.
/// - Shape: `[..., in]` to `[..., out]`.
public struct Linear: Operation {
    /// Features read.
    public var inFeatures: Int
    /// Features written.
    public var outFeatures: Int
    /// Whether a `bias` is added.
    public var bias: Bool

    /// All attributes.
    public init(inFeatures: Int, outFeatures: Int, bias: Bool = true) {
        self.inFeatures = inFeatures
        self.outFeatures = outFeatures
        self.bias = bias
    }

    public var parameters: [(role: String, shape: [Int])] {
        [("weight", [outFeatures, inFeatures])] + (bias ? [("bias", [outFeatures])] : [])
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.positive(inFeatures, "inFeatures")
        try Expect.positive(outFeatures, "outFeatures")
        let input = inputs[0]
        guard input.rank >= 2 else {
            throw .shape("needs [N, ..., features], found rank \(input.rank) \(input)")
        }
        try Expect.channels(inFeatures, input, axis: input.rank - 1)
        return Shape(input.extents.dropLast() + [outFeatures])
    }

    public func multiplyAccumulates(_ inputs: [[Int]], _ output: [Int]) -> Int {
        saturatingProduct(output + [inFeatures])
    }

    public var summary: String { "\(inFeatures) -> \(outFeatures)" }
}
