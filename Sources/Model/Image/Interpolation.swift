/// The filter that a resize weighs source pixels with.
///
/// When an image shrinks, the filter is widened
/// by the shrink factor (antialiasing), as Pillow and torchvision do for 8-bit images.
public enum Interpolation: String, Codable, Equatable, Sendable, CaseIterable {
    /// The triangle filter.
    case bilinear
    /// Keys' cubic convolution with a = -0.5.
    case bicubic

    /// Reads a name; an unknown one is answered with those there are.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let known = Self(rawValue: name) else {
            let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "must be one of \(names), found '\(name.prefix(40))'"
            )
        }
        self = known
    }

    /// Distance from the center beyond which the filter is zero, in pixels of the larger scale.
    var support: Double {
        switch self {
        case .bilinear: 1
        case .bicubic: 2
        }
    }

    /// The filter at `position`.
    func weight(at position: Double) -> Double {
        let x = abs(position)
        switch self {
        case .bilinear:
            return x < 1 ? 1 - x : 0
        case .bicubic:
            let a = -0.5
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
            return 0
        }
    }
}
