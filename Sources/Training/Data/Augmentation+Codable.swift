internal import FrankenImage

extension Augmentation: Codable {
    private enum Key: String, CodingKey {
        case crop, side, scale, ratio, resize, flip, interpolation, scaledDecoding, upright
    }

    private enum Kind: String, Codable {
        case randomResized, center
    }

    /// Reads `{"crop": "randomResized", "side": 224, "scale": [0.08, 1], "ratio": [0.75, 1.33],
    /// "flip": 0.5}` or `{"crop": "center", "side": 224, "resize": {"rule": "shorterSide",
    /// "size": 256}}`; `interpolation`, `scaledDecoding` and `upright` may
    /// follow.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: The decoder's error, or ``DataError`` with code `.invalidOption`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func range(_ key: Key) throws -> ClosedRange<Double> {
            let bounds = try values.decode([Double].self, forKey: key)
            guard bounds.count == 2, bounds[0] <= bounds[1] else {
                throw DataError(
                    .invalidOption,
                    "Expected two rising numbers for '\(key.rawValue)', found \(bounds)."
                )
            }
            return bounds[0]...bounds[1]
        }
        let crop: Crop
        switch try values.decode(Kind.self, forKey: .crop) {
        case .randomResized:
            crop = .random(try RandomResizedCrop(scale: range(.scale), ratio: range(.ratio)))
        case .center:
            crop = .center(resize: try values.decode(ResizeRule.self, forKey: .resize))
        }
        try self.init(
            crop: crop,
            side: values.decode(Int.self, forKey: .side),
            flipProbability: values.decodeIfPresent(Double.self, forKey: .flip) ?? 0,
            interpolation: values.decodeIfPresent(Interpolation.self, forKey: .interpolation)
                ?? .bilinear,
            usesScaledDecoding: values.decodeIfPresent(Bool.self, forKey: .scaledDecoding) ?? false,
            appliesOrientation: values.decodeIfPresent(Bool.self, forKey: .upright) ?? true
        )
    }

    /// Writes what the initializer reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch crop {
        case .random(let crop):
            try values.encode(Kind.randomResized, forKey: .crop)
            try values.encode([crop.scale.lowerBound, crop.scale.upperBound], forKey: .scale)
            try values.encode([crop.ratio.lowerBound, crop.ratio.upperBound], forKey: .ratio)
        case .center(let resize):
            try values.encode(Kind.center, forKey: .crop)
            try values.encode(resize, forKey: .resize)
        }
        try values.encode(side, forKey: .side)
        try values.encode(flipProbability, forKey: .flip)
        try values.encode(interpolation, forKey: .interpolation)
        try values.encode(usesScaledDecoding, forKey: .scaledDecoding)
        // Left out where it says nothing, so that recipes keep their digests.
        if !appliesOrientation { try values.encode(false, forKey: .upright) }
    }
}
