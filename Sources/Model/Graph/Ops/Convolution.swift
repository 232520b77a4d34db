/// Two-dimensional convolution, as in PyTorch's `Conv2d` with zero padding.
///
/// `weight` is `[out, in / groups, kH, kW]`, `bias` `[out]`.
/// - Shape: `[N, in, H, W]` to `[N, out, H', W']`,
///   `H' = (H + 2 pad - dilation (k - 1) - 1) / stride + 1`, rounded down.
public struct Convolution: Operation {
    public static let kind = "conv2d"

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

    public var parameters: [(role: String, shape: [Int])] {
        let weight = [outChannels, inChannels / max(groups, 1), kernel.height, kernel.width]
        return [("weight", weight)] + (bias ? [("bias", [outChannels])] : [])
    }

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
        let height = try Window.extent(
            input[2],
            kernel.height,
            stride.height,
            padding.height,
            dilation.height
        )
        let width = try Window.extent(
            input[3],
            kernel.width,
            stride.width,
            padding.width,
            dilation.width
        )
        return [input[0], outChannels, height, width]
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
