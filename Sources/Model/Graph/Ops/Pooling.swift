/// Maximum or average over a sliding window, as in PyTorch's `MaxPool2d` and `AvgPool2d`.
/// - Shape: `[N, C, H, W]` to `[N, C, H', W']`.
public struct Pooling: Operation {
    /// What a window becomes.
    public enum Reduction: String, Sendable, Hashable, Codable, CaseIterable {
        /// The largest element; padding never wins.
        case maximum
        /// The mean over the window.
        case average
    }

    /// What a window becomes.
    public var reduction: Reduction
    /// Window extent.
    public var kernel: Extent2D
    /// Step between windows.
    public var stride: Extent2D
    /// Padding on each side.
    public var padding: Extent2D
    /// Round the output extent up, letting the last window hang over.
    public var roundsUp: Bool
    /// Whether an average counts padding as zeros.
    public var countsPadding: Bool

    /// All attributes; the defaults are PyTorch's.
    public init(
        _ reduction: Reduction,
        kernel: Extent2D,
        stride: Extent2D,
        padding: Extent2D = .init(0),
        roundsUp: Bool = false,
        countsPadding: Bool = true
    ) {
        self.reduction = reduction
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.roundsUp = roundsUp
        self.countsPadding = countsPadding
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.extent(kernel, "kernel", atLeast: 1)
        try Expect.extent(stride, "stride", atLeast: 1)
        try Expect.extent(padding, "padding", atLeast: 0)
        guard 2 * padding.height <= kernel.height, 2 * padding.width <= kernel.width else {
            throw .attribute("padding \(padding) is more than half the kernel \(kernel)")
        }
        let input = inputs[0]
        try Expect.rank(4, input, "[N, C, H, W]")
        let height = try Window.extent(
            input[2],
            kernel.height,
            stride.height,
            padding.height,
            ceil: roundsUp
        )
        let width = try Window.extent(
            input[3],
            kernel.width,
            stride.width,
            padding.width,
            ceil: roundsUp
        )
        return [input[0], input[1], height, width]
    }

    public var summary: String {
        "\(reduction) \(kernel.height)x\(kernel.width) /\(stride)"
            + (padding == .init(0) ? "" : ", pad \(padding)")
    }
}

/// Maximum or average over all positions.
/// - Shape: `[N, C, H, W]` to `[N, C, 1, 1]`.
public struct GlobalPooling: Operation {
    /// What the positions become.
    public var reduction: Pooling.Reduction

    /// All attributes.
    public init(_ reduction: Pooling.Reduction = .average) {
        self.reduction = reduction
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.rank(4, inputs[0], "[N, C, H, W]")
        return [inputs[0][0], inputs[0][1], 1, 1]
    }

    public var summary: String { "\(reduction)" }
}
