/// How an image becomes the input of a network: resize, center crop, scale, normalize.
///
/// The value travels with the weights, because a network is only as good as the preprocessing it was
/// trained with. Results equal those of torchvision's PIL pipeline
/// `Resize -> CenterCrop -> ToTensor -> Normalize`, floating-point rounding included: channel `c` of
/// a pixel `p` in 0...255 becomes `(p / divisor - mean[c]) / standardDeviation[c]` in f32.
public struct Preprocessing: Equatable, Sendable {
    /// The size before the crop.
    public var resize: ResizeRule
    /// The filter of the resize.
    public var interpolation: Interpolation
    /// The center crop; nil to keep what the resize gives.
    ///
    /// An image smaller than the crop is padded with black on all sides.
    public var crop: PixelSize?
    /// What samples are divided by first: 255 for 0...1, 1 to keep 0...255, 127.5 for 0...2.
    public var divisor: Float
    /// Subtracted per channel, in the order of `channelOrder`.
    public var mean: [Float]
    /// Divided by per channel, in the order of `channelOrder`.
    public var standardDeviation: [Float]
    /// The order of the channels in the result.
    public var channelOrder: ChannelOrder

    /// The longest side of a resize or crop.
    public static let maximumSide = 4096

    /// A pipeline of all its parts; ``validate()`` tells whether they make sense.
    public init(
        resize: ResizeRule,
        interpolation: Interpolation = .bilinear,
        crop: PixelSize? = nil,
        divisor: Float = 255,
        mean: [Float],
        standardDeviation: [Float],
        channelOrder: ChannelOrder = .rgb
    ) {
        self.resize = resize
        self.interpolation = interpolation
        self.crop = crop
        self.divisor = divisor
        self.mean = mean
        self.standardDeviation = standardDeviation
        self.channelOrder = channelOrder
    }

    /// The size of every prepared image, or of a usual one where images keep their own.
    public var outputSize: PixelSize {
        if let crop { return crop }
        if case .exact(let width, let height) = resize {
            return PixelSize(width: width, height: height)
        }
        return PixelSize(width: 224, height: 224)
    }

    /// Channel means of ImageNet in 0...1, as torchvision's models use them.
    public static let imagenetMean: [Float] = [0.485, 0.456, 0.406]
    /// Channel standard deviations of ImageNet in 0...1, as torchvision's models use them.
    public static let imagenetStandardDeviation: [Float] = [0.229, 0.224, 0.225]

    /// The pipeline of torchvision's and timm's ImageNet models: the shorter side to `resize`, a
    /// center crop of `crop` x `crop`.
    public static func imagenet(
        resize: Int = 256,
        crop: Int = 224,
        interpolation: Interpolation = .bilinear
    ) -> Preprocessing {
        Preprocessing(
            resize: .shorterSide(resize),
            interpolation: interpolation,
            crop: PixelSize(width: crop, height: crop),
            mean: imagenetMean,
            standardDeviation: imagenetStandardDeviation
        )
    }

    /// The pipeline of CIFAR models: 32 x 32, normalized with ImageNet statistics.
    public static let cifar = Preprocessing(
        resize: .exact(width: 32, height: 32),
        mean: imagenetMean,
        standardDeviation: imagenetStandardDeviation
    )

    /// Checks every part against what ``prepare(_:layout:)`` can do.
    ///
    /// - Throws: ``ImageError/Code/invalidPreprocessing`` naming the part.
    public func validate() throws(ImageError) {
        switch resize {
        case .none: break
        case .shorterSide(let size): try check(size, "resize")
        case .exact(let width, let height):
            try check(width, "resize width")
            try check(height, "resize height")
        }
        if let crop {
            try check(crop.width, "crop width")
            try check(crop.height, "crop height")
        }
        guard divisor.isNormal, divisor > 0 else {
            throw invalid("a positive divisor", "\(divisor)")
        }
        guard mean.count == 3, mean.allSatisfy(\.isFinite) else {
            throw invalid("3 finite means", "\(mean)")
        }
        guard standardDeviation.count == 3,
            standardDeviation.allSatisfy({ $0.isNormal && $0 > 0 })
        else { throw invalid("3 positive standard deviations", "\(standardDeviation)") }
    }

    private func check(_ side: Int, _ name: String) throws(ImageError) {
        guard 1...Self.maximumSide ~= side else {
            throw invalid("a \(name) of 1 to \(Self.maximumSide) pixels", "\(side)")
        }
    }

    private func invalid(_ expected: String, _ found: String) -> ImageError {
        ImageError(
            .invalidPreprocessing,
            "Expected \(expected) in the preprocessing, found \(found). Correct the model's file."
        )
    }
}

extension Preprocessing: Codable {
    private enum Key: String, CodingKey {
        case resize, interpolation, crop, divisor, mean, standardDeviation, channelOrder
    }

    /// Reads and validates a pipeline; what is left out is bilinear, 255 and RGB.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            resize: try values.decode(ResizeRule.self, forKey: .resize),
            interpolation: try values.decodeIfPresent(Interpolation.self, forKey: .interpolation)
                ?? .bilinear,
            crop: try values.decodeIfPresent(PixelSize.self, forKey: .crop),
            divisor: try values.decodeIfPresent(Float.self, forKey: .divisor) ?? 255,
            mean: try values.decode([Float].self, forKey: .mean),
            standardDeviation: try values.decode([Float].self, forKey: .standardDeviation),
            channelOrder: try values.decodeIfPresent(ChannelOrder.self, forKey: .channelOrder)
                ?? .rgb
        )
        try validate()
    }
}
