/// Gives a value other extents over the same elements.
///
/// An extent of 0 keeps the input's, one extent of -1 takes what is left.
public struct Reshape: Operation {
    /// Extents; 0 keeps, -1 infers.
    public var extents: [Int]

    /// All attributes.
    public init(_ extents: [Int]) {
        self.extents = extents
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        guard !extents.isEmpty, extents.count <= Limit.rank,
            extents.allSatisfy({ $0 >= -1 && $0 <= Limit.extent }),
            extents.count(where: { $0 == -1 }) <= 1
        else { throw .attribute("extents must be 0 or more with at most one -1, found \(extents)") }
        let input = inputs[0]
        var result: [Int?] = []
        for (axis, extent) in extents.enumerated() {
            if extent == 0 {
                guard axis < input.rank else {
                    throw .attribute("extent 0 at axis \(axis) has nothing to keep in \(input)")
                }
                result.append(input[axis])
            } else {
                result.append(extent == -1 ? nil : extent)
            }
        }
        guard let total = input.elementCount else { return Shape(result) }
        if let hole = extents.firstIndex(of: -1) {
            let rest = Shape.product(result.enumerated().compactMap { $0 == hole ? nil : $1 })
            guard let rest, rest > 0, total % rest == 0 else {
                throw .shape("cannot reshape \(input) to \(extents)")
            }
            result[hole] = total / rest
        } else if Shape(result).elementCount != total {
            throw .shape("cannot reshape \(input) to \(extents)")
        }
        return Shape(result)
    }

    public var summary: String { "\(extents)" }
}

/// Reorders axes: output axis `i` is input axis `axes[i]`.
public struct Permute: Operation {
    /// The input axis for each output axis.
    public var axes: [Int]

    /// All attributes.
    public init(_ axes: [Int]) {
        self.axes = axes
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        guard axes.sorted() == Array(0..<axes.count) else {
            throw .attribute("\(axes) is not a permutation")
        }
        let input = inputs[0]
        guard axes.count == input.rank else {
            throw .shape("\(axes) permutes \(axes.count) axes, found \(input)")
        }
        return Shape(axes.map { input[$0] })
    }

    public var summary: String { "\(axes)" }
}

/// Joins the axes `first...last` into one.
public struct Flatten: Operation {
    /// First axis joined.
    public var first: Int
    /// Last axis joined; -1 is the last.
    public var last: Int

    /// All attributes; the default is PyTorch's `Flatten`.
    public init(first: Int = 1, last: Int = -1) {
        self.first = first
        self.last = last
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        let input = inputs[0]
        let end = last == -1 ? input.rank - 1 : last
        guard first >= 0, first <= end, end < input.rank else {
            throw .attribute("axes \(first)...\(last) do not exist in \(input)")
        }
        let joined = Shape(Array(input.extents[first...end]))
        return Shape(
            input.extents[..<first] + [joined.elementCount] + input.extents[(end + 1)...]
        )
    }

    public var summary: String { "\(first)...\(last)" }
}

/// Joins values along one axis; all other extents agree.
public struct Concatenation: Operation {
    /// The axis joined.
    public var axis: Int

    /// All attributes.
    public init(axis: Int = 1) {
        self.axis = axis
    }

    public var arity: ClosedRange<Int> { 2...64 }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        let first = inputs[0]
        guard first.extents.indices.contains(axis) else {
            throw .attribute("axis \(axis) does not exist in \(first)")
        }
        var result = first
        var total: Int? = 0
        for input in inputs {
            var left = input
            var right = first
            guard input.rank == first.rank else {
                throw .shape("needs equal ranks, found \(first) and \(input)")
            }
            left.extents[axis] = nil
            right.extents[axis] = nil
            guard left.matches(right) else {
                throw .shape(
                    "needs equal extents besides axis \(axis), found \(first) and \(input)"
                )
            }
            total = total.flatMap { sum in input[axis].map { sum + $0 } }
            for other in result.extents.indices where result.extents[other] == nil {
                result.extents[other] = input[other]
            }
        }
        result.extents[axis] = total
        return result
    }

    public var summary: String { "axis \(axis)" }
}

/// Keeps every `stride`-th row and column: `x[:, :, ::s, ::s]`.
/// - Shape: `[N, C, H, W]` to `[N, C, ceil(H / s), ceil(W / s)]`.
public struct Subsample: Operation {
    /// Step between kept rows and columns.
    public var stride: Extent2D

    /// All attributes.
    public init(stride: Extent2D) {
        self.stride = stride
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        try Expect.extent(stride, "stride", atLeast: 1)
        try Expect.rank(4, inputs[0], "[N, C, H, W]")
        let height = try Window.extent(inputs[0][2], 1, stride.height, 0)
        let width = try Window.extent(inputs[0][3], 1, stride.width, 0)
        return [inputs[0][0], inputs[0][1], height, width]
    }

    public var summary: String { "/\(stride)" }
}

/// Adds zero channels in front and behind: option A's shortcut (He et al., 2016,
/// arXiv:1512.03385, section 3.3).
/// - Shape: `[N, C, H, W]` to `[N, before + C + after, H, W]`.
public struct ChannelPadding: Operation {
    /// Zero channels in front.
    public var before: Int
    /// Zero channels behind.
    public var after: Int

    /// All attributes.
    public init(before: Int, after: Int) {
        self.before = before
        self.after = after
    }

    public func outputShape(_ inputs: [Shape]) throws(OperationError) -> Shape {
        guard (0...Limit.window).contains(before), (0...Limit.window).contains(after) else {
            throw .attribute("channels to add must be 0 to \(Limit.window)")
        }
        try Expect.rank(4, inputs[0], "[N, C, H, W]")
        return [inputs[0][0], inputs[0][1].map { $0 + before + after }, inputs[0][2], inputs[0][3]]
    }

    public var summary: String { "\(before) + C + \(after)" }
}
