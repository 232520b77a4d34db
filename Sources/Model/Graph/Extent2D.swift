/// A height and a width: of a kernel, a stride, a padding, a dilation or a window.
public struct Extent2D: Sendable, Hashable, CustomStringConvertible {
    /// Rows.
    public var height: Int
    /// Columns.
    public var width: Int

    /// Rows and columns.
    public init(_ height: Int, _ width: Int) {
        self.height = height
        self.width = width
    }

    /// The same number of rows and columns.
    public init(_ side: Int) {
        self.init(side, side)
    }

    /// `7` where both agree, else `7x3`.
    public var description: String {
        height == width ? "\(height)" : "\(height)x\(width)"
    }

    package func allSatisfy(_ predicate: (Int) -> Bool) -> Bool {
        predicate(height) && predicate(width)
    }
}

extension Extent2D: Codable {
    /// Reads `[height, width]`.
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        self.init(try container.decode(Int.self), try container.decode(Int.self))
        guard container.isAtEnd else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "expected [height, width], found more than two"
            )
        }
    }

    /// Writes `[height, width]`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(height)
        try container.encode(width)
    }
}
