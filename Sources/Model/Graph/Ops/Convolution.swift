/// Two-dimensional convolution, as in PyTorch's `Conv2d` with zero padding.
///
/// `weight` is `[out, in / groups, kH, kW]`, `bias` `[out]`.
/// - Shape: `[N, in, H, W]` to `[N, out, H', W']`,
///   `H' = (H + 2 pad - dilation (k - 1) - 1) / stride + 1`, rounded down.
public struct Convolution: KernelOperation {
    /// Channels read.
    public var inChannels: Int
    /// Channels written.
    public var outChannels: Int
    /// Kernel extent.
    public var kernel: Extent2D
    /// Step between outputs.
    public var stride: Extent2D
    /// Zeros on each side.
    public var padding: Extent2D
    /// Step between kernel taps.
    public var dilation: Extent2D
    /// Groups that channels are split into.
    public var groups: Int
    /// Whether a `bias` is added.
    public var bias: Bool

    /// All attributes; the defaults are a dense stride-1 convolution without padding.
    public init(
        inChannels: Int,
        outChannels: Int,
        kernel: Extent2D,
        stride: Extent2D = .init(1),
        padding: Extent2D = .init(0),
        dilation: Extent2D = .init(1),
        groups: Int = 1,
        bias: Bool = true
    ) {
        self.inChannels = inChannels
        self.outChannels = outChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
        self.bias = bias
    }

    public var weightChannels: [Int] { [outChannels, inChannels / max(groups, 1)] }

    public func outputExtent(
        of input: Int?,
        along axis: KeyPath<Extent2D, Int>
    ) throws(OperationError) -> Int? {
        try Window.extent(
            input,
            kernel[keyPath: axis],
            stride[keyPath: axis],
            padding[keyPath: axis],
            dilation[keyPath: axis]
        )
    }

    public func multiplyAccumulates(_ inputs: [[Int]], _ output: [Int]) -> Int {
        saturatingProduct(output + [inChannels / groups, kernel.height, kernel.width])
    }

    public var summary: String {
        var words = ["\(inChannels) -> \(outChannels), \(kernel.height)x\(kernel.width)"]
        if stride != .init(1) { words[0] += " /\(stride)" }
        if padding != .init(0) { words.append("pad \(padding)") }
        if dilation != .init(1) { words.append("dilation \(dilation)") }
        if groups != 1 { words.append(groups == inChannels ? "depthwise" : "groups \(groups)") }
        return words.joined(separator: ", ")
    }
}

/// Arithmetic of windows that slide over an axis.
enum Window {
    /// Output extent of a sliding window.
    static func extent(
        _ input: Int?,
        _ kernel: Int,
        _ stride: Int,
        _ padding: Int,
        _ dilation: Int = 1,
        ceil: Bool = false
    ) throws(OperationError) -> Int? {
        guard let input else { return nil }
        let reach = dilation * (kernel - 1) + 1
        let room = input + 2 * padding - reach
        guard room >= 0 else {
            throw .shape(
                "an extent of \(input) with padding \(padding) is below the kernel's \(reach)"
            )
        }
        guard ceil else { return room / stride + 1 }
        // PyTorch drops a last window that would start inside the right padding.
        let count = (room + stride - 1) / stride + 1
        return (count - 1) * stride >= input + padding ? count - 1 : count
    }
}
