/// What a convolution and a transposed one have in common: a kernel between two sets of channels.
///
/// - Shape: `[N, in, H, W]` to `[N, out, H', W']`.
public protocol KernelOperation: Operation {
    /// Channels read.
    var inChannels: Int { get }
    /// Channels written.
    var outChannels: Int { get }
    /// Kernel extent.
    var kernel: Extent2D { get }
    /// Step of the kernel.
    var stride: Extent2D { get }
    /// Rows and columns on each side.
    var padding: Extent2D { get }
    /// Step between kernel taps.
    var dilation: Extent2D { get }
    /// Groups that channels are split into.
    var groups: Int { get }
    /// Whether a `bias` is added.
    var bias: Bool { get }

    /// The first two extents of `weight`, whose others are the kernel's; asked for before attributes
    /// are checked.
    var weightChannels: [Int] { get }

    /// The output's extent along one axis.
    ///
    /// - Parameters:
    ///   - input: The input's extent; nil where it is open.
    ///   - axis: Height or width.
    /// - Returns: The extent, open where the input's is.
    /// - Throws: ``OperationError``.
    func outputExtent(
        of input: Int?,
        along axis: KeyPath<Extent2D, Int>
    ) throws(OperationError) -> Int?
}

extension KernelOperation {
    /// `weight`, and `bias` for each channel written.
    public var parameters: [(role: String, shape: [Int])] {
        [("weight", weightChannels + [kernel.height, kernel.width])]
            + (bias ? [("bias", [outChannels])] : [])
    }

    /// Checks attributes and input; the extents are ``outputExtent(of:along:)``.
    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.positive(inChannels, "inChannels")
        try Expect.positive(outChannels, "outChannels")
        try Expect.extent(kernel, "kernel", atLeast: 1)
        try Expect.extent(stride, "stride", atLeast: 1)
        try Expect.extent(padding, "padding", atLeast: 0)
        try Expect.extent(dilation, "dilation", atLeast: 1)
        guard groups > 0, inChannels % groups == 0, outChannels % groups == 0 else {
            throw .attribute("\(groups) groups do not divide \(inChannels) -> \(outChannels)")
        }
        let input = inputs[0]
        try Expect.rank(4, input, "[N, C, H, W]")
        try Expect.channels(inChannels, input, axis: 1)
        return try [
            input[0], outChannels, outputExtent(of: input[2], along: \.height),
            outputExtent(of: input[3], along: \.width),
        ]
    }
}
