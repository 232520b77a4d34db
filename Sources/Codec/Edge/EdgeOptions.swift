public import FrankenEntropy
public import FrankenImage
public import FrankenRuntime

/// How an ``EdgeEncoder`` computes and what its streams are.
public struct EdgeOptions: Sendable, Hashable {
    /// The number format of the network.
    public enum PrecisionChoice: Sendable, Hashable {
        /// The fastest that this CPU has hardware for; ``EdgeEncoder/precision`` says which.
        case auto
        /// This one, or an error.
        case fixed(Precision)

        /// The format on this CPU.
        public var resolved: Precision {
            switch self {
            case .auto: Precision.bfloat16.isSupported ? .bfloat16 : .float32
            case .fixed(let precision): precision
            }
        }
    }

    /// The size that images are encoded at.
    public enum Sizing: Sendable, Hashable {
        /// Resized and cropped as the encoder was trained: 224 x 224 for the published one.
        case trained
        /// As they are, without the rows and columns at the borders that make no whole symbol:
        /// 7 at most for the published encoder.
        case native
    }

    /// How much of a JPEG file is decoded.
    public enum JPEGDecoding: Sendable, Hashable {
        /// As little as the resize needs: at ½, ¼ or ⅛ where that is no smaller than the resized
        /// image. Several times faster for camera photos; pixels differ a little.
        case reduced
        /// At full size, as it was in training.
        case full
    }

    /// The number format of the network.
    public var precision: PrecisionChoice
    /// Threads that one image uses.
    public var threads: Int
    /// The coder of the payload.
    public var coder: CoderID
    /// How many bytes a stream may take.
    public var rate: RateChoice
    /// The size that images are encoded at.
    public var sizing: Sizing
    /// How much of a JPEG file is decoded.
    public var jpegDecoding: JPEGDecoding
    /// What one photo file may cost, and whether photos are turned upright.
    public var photos: ImageDecoder

    /// All options; the defaults are for one core of any device.
    public init(
        precision: PrecisionChoice = .auto,
        threads: Int = 1,
        coder: CoderID = .lanes,
        rate: RateChoice = .finest,
        sizing: Sizing = .trained,
        jpegDecoding: JPEGDecoding = .reduced,
        photos: ImageDecoder = ImageDecoder()
    ) {
        self.precision = precision
        self.threads = threads
        self.coder = coder
        self.rate = rate
        self.sizing = sizing
        self.jpegDecoding = jpegDecoding
        self.photos = photos
    }
}
