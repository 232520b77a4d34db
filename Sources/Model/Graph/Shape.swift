/// The extents of a tensor, outermost first; `nil` where an extent is open until run time.
///
/// Feature maps are `[N, C, H, W]`; token maps, as vision transformers use them, `[N, H, W, C]`.
/// A graph is validated with open batch and spatial extents, so that a mistake in its channels
/// shows before any image size is chosen.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// The extents, outermost first.
    public var extents: [Int?]

    /// Extents per axis, `nil` where open.
    public init(_ extents: [Int?]) {
        self.extents = extents
    }

    /// Extents per axis, all known.
    public init(_ extents: [Int]) {
        self.extents = extents
    }

    /// Extents per axis, `nil` where open.
    public init(arrayLiteral elements: Int?...) {
        extents = elements
    }

    /// The number of axes.
    public var rank: Int { extents.count }

    /// The extents when all are known, else `nil`.
    public var known: [Int]? {
        let known = extents.compactMap(\.self)
        return known.count == extents.count ? known : nil
    }

    /// The number of elements when all extents are known and their product fits, else `nil`.
    public var elementCount: Int? {
        known.flatMap(Self.product)
    }

    /// The extent of an axis; `nil` where it is open or the axis does not exist.
    public subscript(axis: Int) -> Int? {
        extents.indices.contains(axis) ? extents[axis] : nil
    }

    /// Whether every extent known on both sides agrees.
    public func matches(_ other: Shape) -> Bool {
        rank == other.rank
            && zip(extents, other.extents).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
    }

    /// For example `[?, 64, 56, 56]`.
    public var description: String {
        "[" + extents.map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + "]"
    }

    /// The product of extents, or `nil` on overflow.
    package static func product(_ extents: [Int]) -> Int? {
        var product = 1
        for extent in extents {
            let (partial, overflow) = product.multipliedReportingOverflow(by: extent)
            guard !overflow else { return nil }
            product = partial
        }
        return product
    }
}

extension Shape: Codable {
    /// Reads an array of integers and nulls.
    public init(from decoder: any Decoder) throws {
        extents = try decoder.singleValueContainer().decode([Int?].self)
    }

    /// Writes an array of integers and nulls.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(extents)
    }
}
