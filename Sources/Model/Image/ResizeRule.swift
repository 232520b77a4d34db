/// The size that an image is resized to before it is cropped.
public enum ResizeRule: Equatable, Sendable {
    /// No resize.
    case none
    /// The shorter side becomes this many pixels, the longer one follows: `torchvision.Resize(size)`.
    case shorterSide(Int)
    /// Both sides become these, whatever the aspect: `torchvision.Resize((height, width))`.
    case exact(width: Int, height: Int)

    /// The size of an image of `width` x `height` after the resize, or nil on overflow.
    ///
    /// The longer side is truncated, not rounded, as torchvision does: `int(size * long / short)`.
    public func outputSize(width: Int, height: Int) -> (width: Int, height: Int)? {
        switch self {
        case .none:
            return (width, height)
        case .exact(let width, let height):
            return (width, height)
        case .shorterSide(let size):
            let (product, overflow) = size.multipliedReportingOverflow(by: max(width, height))
            let shorter = min(width, height)
            // Beyond 2^53 the division below would not be the reference's any more.
            guard !overflow, product < 1 << 53, shorter > 0 else { return nil }
            let longer = Int(Double(product) / Double(shorter))
            return width <= height ? (size, longer) : (longer, size)
        }
    }
}

extension ResizeRule: Codable {
    private enum Key: String, CodingKey {
        case rule, size, width, height
    }

    private enum Kind: String, Codable {
        case none, shorterSide, exact
    }

    /// Reads `{"rule": "none"}`, `{"rule": "shorterSide", "size": 256}` or
    /// `{"rule": "exact", "width": 32, "height": 32}`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        switch try values.decode(Kind.self, forKey: .rule) {
        case .none:
            self = .none
        case .shorterSide:
            self = .shorterSide(try values.decode(Int.self, forKey: .size))
        case .exact:
            self = .exact(
                width: try values.decode(Int.self, forKey: .width),
                height: try values.decode(Int.self, forKey: .height)
            )
        }
    }

    /// Writes what the initializer reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .none:
            try values.encode(Kind.none, forKey: .rule)
        case .shorterSide(let size):
            try values.encode(Kind.shorterSide, forKey: .rule)
            try values.encode(size, forKey: .size)
        case .exact(let width, let height):
            try values.encode(Kind.exact, forKey: .rule)
            try values.encode(width, forKey: .width)
            try values.encode(height, forKey: .height)
        }
    }
}
