public import FrankenImage

/// How a sample becomes a square of pixels: a random part of it, or always the same one.
public struct Augmentation: Sendable, Equatable {
    /// Which part of an image is taken.
    public enum Crop: Sendable, Equatable {
        /// Another part each time, for training.
        case random(RandomResizedCrop)
        /// Resize, then the center: for evaluation, and where maps of the image must fit.
        case center(resize: ResizeRule)
    }

    /// Which part of an image is taken.
    public let crop: Crop
    /// Columns and rows of the result.
    public let side: Int
    /// How often an image is mirrored left to right, 0 to 1.
    public let flipProbability: Double
    /// The filter of the resize; antialiased, as Pillow does it.
    public let interpolation: Interpolation
    /// Whether a JPEG may be decoded at half its size or less where that is still enough.
    ///
    /// Saves most of the time for large photos and changes pixels a little, as a different resize
    /// filter would. Images are never decoded at less than the size they are needed in.
    public let usesScaledDecoding: Bool
    /// Whether photos are turned upright as the orientation in them asks, as they are in evaluation,
    /// encoding and prediction; false for what torchvision's `ImageFolder` gives.
    public let appliesOrientation: Bool

    /// An augmentation.
    ///
    /// - Throws: ``DataError`` with code `.invalidOption`.
    public init(
        crop: Crop,
        side: Int = 224,
        flipProbability: Double = 0,
        interpolation: Interpolation = .bilinear,
        usesScaledDecoding: Bool = false,
        appliesOrientation: Bool = true
    ) throws(DataError) {
        guard 1...4096 ~= side else {
            throw DataError(.invalidOption, "Expected a side of 1 to 4096 pixels, found \(side).")
        }
        guard 0...1 ~= flipProbability else {
            throw DataError(
                .invalidOption,
                "Expected a flip probability of 0 to 1, found \(flipProbability)."
            )
        }
        self.crop = crop
        self.side = side
        self.flipProbability = flipProbability
        self.interpolation = interpolation
        self.usesScaledDecoding = usesScaledDecoding
        self.appliesOrientation = appliesOrientation
    }

    /// Whether the same sample always gives the same pixels, so that what is computed from them
    /// can be kept.
    public var isDeterministic: Bool {
        guard case .center = crop else { return false }
        return flipProbability == 0
    }

    /// Takes the part of an image that the random numbers choose.
    ///
    /// - Parameters:
    ///   - image: The whole image.
    ///   - random: Where the numbers come from; a stream of its own for each image.
    /// - Returns: The pixels, `side` x `side`, not yet mirrored, and what was done.
    /// - Throws: ``ImageError`` for a size that cannot be resized.
    func view(
        of image: PixelImage,
        random: SampleRandom
    ) throws(ImageError) -> (pixels: PixelImage, view: SampleView) {
        let size = PixelSize(width: image.width, height: image.height)
        let view = draw(in: size, random: random)
        return (try pixels(of: image, view: view), view)
    }

    /// Decodes a file and takes the part that the random numbers choose.
    ///
    /// - Parameters:
    ///   - file: A JPEG, PNG or WebP file.
    ///   - minimumSide: Images with a shorter side are refused.
    ///   - decoder: Limits on images.
    ///   - random: Where the numbers come from; a stream of its own for each image.
    /// - Returns: The pixels, `side` x `side`, not yet mirrored, and what was done.
    /// - Throws: ``ImageError``.
    func view(
        of file: [UInt8],
        minimumSide: Int,
        decoder: ImageDecoder,
        random: SampleRandom
    ) throws(ImageError) -> (pixels: PixelImage, view: SampleView) {
        var decoder = decoder
        decoder.appliesOrientation = appliesOrientation
        let span = file.span
        let size = try decoder.size(of: span)
        try Self.check(size, minimumSide: minimumSide)
        let view = draw(in: size, random: random)
        if usesScaledDecoding { decoder.jpegScale = scale(for: view, in: size) }
        let image = try decoder.decode(span)
        return (try pixels(of: image, view: view), view)
    }

    /// Refuses an image that is too small to mean anything.
    static func check(_ size: PixelSize, minimumSide: Int) throws(ImageError) {
        guard min(size.width, size.height) >= minimumSide else {
            throw ImageError(
                .invalidGeometry,
                """
                Expected an image of at least \(minimumSide) pixels a side, found \(size.width) x \
                \(size.height). Remove it.
                """
            )
        }
    }

    private func draw(in size: PixelSize, random: SampleRandom) -> SampleView {
        var random = random
        let window: PixelWindow? =
            if case .random(let crop) = crop {
                crop.window(in: size, random: &random)
            } else {
                nil
            }
        return SampleView(
            window: window,
            whole: size,
            isMirrored: random.unit() < flipProbability
        )
    }

    private func pixels(
        of image: PixelImage,
        view: SampleView
    ) throws(ImageError) -> PixelImage {
        switch crop {
        case .center(let resize):
            let preprocessing = Preprocessing(
                resize: resize,
                interpolation: interpolation,
                crop: PixelSize(width: side, height: side),
                mean: Preprocessing.imagenetMean,
                standardDeviation: Preprocessing.imagenetStandardDeviation
            )
            return try preprocessing.croppedPixels(of: image)
        case .random:
            let window = view.window(in: image)
            let cropped = image.cropped(to: window)
            if window.width == side, window.height == side { return cropped }
            return try Resampler.resize(
                cropped,
                width: side,
                height: side,
                interpolation: interpolation
            )
        }
    }

    private func scale(for view: SampleView, in size: PixelSize) -> ImageDecoder.JPEGScale {
        let shorter: Int
        let needed: Int
        switch crop {
        case .random:
            shorter = view.window.map { min($0.width, $0.height) } ?? 0
            needed = side
        case .center(let resize):
            shorter = min(size.width, size.height)
            switch resize {
            case .none: return .full
            case .shorterSide(let length): needed = length
            case .exact(let width, let height): needed = max(width, height)
            }
        }
        return ImageDecoder.JPEGScale.allCases.last { shorter / $0.rawValue >= needed } ?? .full
    }
}
