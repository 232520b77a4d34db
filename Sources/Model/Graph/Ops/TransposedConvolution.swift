/// Two-dimensional transposed convolution, as in PyTorch's `ConvTranspose2d`.
///
/// `weight` is `[in, out / groups, kH, kW]`, `bias` `[out]`.
/// - Shape: `[N, in, H, W]` to `[N, out, H', W']`,
///   `H' = (H - 1) stride - 2 pad + dilation (k - 1) + outputPadding + 1`.
public struct TransposedConvolution: KernelOperation {
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

    public var weightChannels: [Int] { [inChannels, outChannels / max(groups, 1)] }

    public func outputExtent(
        of input: Int?,
        along axis: KeyPath<Extent2D, Int>
    ) throws(OperationError) -> Int? {
        try Expect.extent(outputPadding, "outputPadding", atLeast: 0)
        let (stride, dilation) = (stride[keyPath: axis], dilation[keyPath: axis])
        let (padding, added) = (padding[keyPath: axis], outputPadding[keyPath: axis])
        guard added < max(stride, dilation) else {
            throw .attribute(
                "output padding \(added) must be below stride \(stride) or dilation \(dilation)"
            )
        }
        guard let input else { return nil }
        let reach = dilation * (kernel[keyPath: axis] - 1)
        let extent = (input - 1) * stride - 2 * padding + reach + added + 1
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
