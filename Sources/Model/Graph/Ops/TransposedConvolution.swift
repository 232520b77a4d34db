/// Two-dimensional transposed convolution, as in PyTorch's `ConvTranspose2d`.
///
/// `weight` is `[in, out / groups, kH, kW]`, `bias` `[out]`.
/// - Shape: `[N, in, H, W]` to `[N, out, H', W']`,
///   `H' = (H - 1) stride - 2 pad + dilation (k - 1) + outputPadding + 1`.
public struct TransposedConvolution: Operation {
    public static let kind = "convTranspose2d"

    /// Channels read.
    public var inChannels: Int
    /// Channels written.
    public var outChannels: Int
    /// Kernel extent.
    public var kernel: Extent2D
    /// Step between the outputs of neighboring inputs.
    public var stride: Extent2D
    /// Rows and columns dropped on each side.
    public var padding: Extent2D
    /// Rows and columns added at the bottom and right.
    public var outputPadding: Extent2D
    /// Step between kernel taps.
    public var dilation: Extent2D
    /// Groups that channels are split into.
    public var groups: Int
    /// Whether a `bias` is added.
    public var bias: Bool

    /// All attributes; the defaults are a dense stride-1 transposed convolution.
    public init(
        inChannels: Int,
        outChannels: Int,
        kernel: Extent2D,
        stride: Extent2D = .init(1),
        padding: Extent2D = .init(0),
        outputPadding: Extent2D = .init(0),
        dilation: Extent2D = .init(1),
        groups: Int = 1,
        bias: Bool = true
    ) {
        self.inChannels = inChannels
        self.outChannels = outChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.outputPadding = outputPadding
        self.dilation = dilation
        self.groups = groups
        self.bias = bias
    }

    public var parameters: [(role: String, shape: [Int])] {
        let weight = [inChannels, outChannels / max(groups, 1), kernel.height, kernel.width]
        return [("weight", weight)] + (bias ? [("bias", [outChannels])] : [])
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.positive(inChannels, "inChannels")
        try Expect.positive(outChannels, "outChannels")
        try Expect.extent(kernel, "kernel", atLeast: 1)
        try Expect.extent(stride, "stride", atLeast: 1)
        try Expect.extent(padding, "padding", atLeast: 0)
        try Expect.extent(outputPadding, "outputPadding", atLeast: 0)
        try Expect.extent(dilation, "dilation", atLeast: 1)
        guard groups > 0, inChannels % groups == 0, outChannels % groups == 0 else {
            throw .attribute("\(groups) groups do not divide \(inChannels) -> \(outChannels)")
        }
        let input = inputs[0]
        try Expect.rank(4, input, "[N, C, H, W]")
        try Expect.channels(inChannels, input, axis: 1)
        let height = try Self.extent(
            input[2],
            kernel.height,
            stride.height,
            padding.height,
            outputPadding.height,
            dilation.height
        )
        let width = try Self.extent(
            input[3],
            kernel.width,
            stride.width,
            padding.width,
            outputPadding.width,
            dilation.width
        )
        return [input[0], outChannels, height, width]
    }

    private static func extent(
        _ input: Int?,
        _ kernel: Int,
        _ stride: Int,
        _ padding: Int,
        _ outputPadding: Int,
        _ dilation: Int
    ) throws(OperationError) -> Int? {
        guard outputPadding < max(stride, dilation) else {
            throw .attribute(
                "output padding \(outputPadding) must be below stride \(stride) or dilation \(dilation)"
            )
        }
        guard let input else { return nil }
        let extent =
            (input - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1
        guard extent > 0 else {
            throw .shape("an extent of \(input) with padding \(padding) leaves nothing")
        }
        return extent
    }

    public func multiplyAccumulates(_ inputs: [[Int]], _ output: [Int]) -> Int {
        saturatingProduct(inputs[0] + [outChannels / groups, kernel.height, kernel.width])
    }

    public var summary: String {
        "\(inChannels) -> \(outChannels), \(kernel.height)x\(kernel.width) *\(stride)"
    }
}
