internal import FrankenCodec
public import FrankenEdge
internal import FrankenEntropy
internal import FrankenFiles
public import FrankenImage
internal import FrankenInference
public import FrankenRuntime

/// Photos or bitstreams in, answers of several backbones out: what `zoo predict` does.
///
/// ```
/// photo -> [ encoder ] -> bitstream -> [ decoder A ] -> [ tail A ] -> classes
///                                  `-> [ decoder B ] -> [ tail B ] -> classes
/// ```
/// A photo is encoded once for each encoder, however many backbones share it. Thread-safe.
public final class Predictor: Sendable {
    /// How a predictor computes.
    public struct Options: Sendable, Hashable {
        /// The number format of all networks.
        public var precision: EdgeOptions.PrecisionChoice
        /// Threads for one photo.
        public var threads: Int
        /// Classes to tell of each photo.
        public var top: Int
        /// Whether backbones of another encoder than a bitstream's are left out, not an error.
        public var skipsOtherEncoders: Bool
        /// How many bytes the bitstream of a photo may take.
        public var rate: RateChoice
        /// What one photo file may cost, and whether photos are turned upright.
        public var photos: ImageDecoder

        /// All options.
        public init(
            precision: EdgeOptions.PrecisionChoice = .fixed(.float32),
            threads: Int = PlanOptions.availableThreads,
            top: Int = 5,
            skipsOtherEncoders: Bool = false,
            rate: RateChoice = .finest,
            photos: ImageDecoder = ImageDecoder()
        ) {
            self.precision = precision
            self.threads = threads
            self.top = top
            self.skipsOtherEncoders = skipsOtherEncoders
            self.rate = rate
            self.photos = photos
        }
    }

    /// The largest file that is read as a bitstream or photo.
    private static let byteLimit = 256 << 20

    /// Who answers.
    public let backbones: [ZooBackbone]
    /// How it is computed.
    public let options: Options
    /// Where compiled backbones are held; `nil` when all are at once.
    private let pool: BackbonePool?

    private var edgeOptions: EdgeOptions {
        EdgeOptions(
            precision: options.precision,
            threads: options.threads,
            rate: options.rate,
            photos: options.photos
        )
    }

    private var planOptions: PlanOptions {
        PlanOptions(precision: options.precision.resolved, threads: options.threads)
    }

    /// Compiles all networks, so that what is measured later is work and nothing else.
    ///
    /// - Parameters:
    ///   - backbones: Who answers; at least one.
    ///   - options: How it is computed.
    ///   - pool: Holds no more compiled backbones than its limit lets it; they are then compiled
    ///     when they answer, with the pool's precision and threads.
    /// - Throws: ``ZooError`` with code `.invalidRequest` without a backbone, `InferenceError` or
    ///   `RuntimeError` for a network that cannot be compiled.
    public init(
        _ backbones: [ZooBackbone],
        options: Options = Options(),
        pool: BackbonePool? = nil
    ) throws {
        guard !backbones.isEmpty else {
            throw ZooError(.invalidRequest, "Expected at least one backbone, found none.")
        }
        self.backbones = backbones
        self.options = options
        self.pool = pool
        for backbone in backbones {
            _ = try backbone.edgeEncoder(options: edgeOptions)
            if pool == nil { _ = try backbone.classifier(options: planOptions) }
        }
    }

    /// Answers for a file.
    ///
    /// - Parameter path: A JPEG, PNG or WebP photo, or a bitstream; it may be hostile.
    /// - Returns: What was sent and what was answered.
    /// - Throws: `FilesError` for a file that cannot be read, `ImageError` for one that is no
    ///   photo, `BitstreamError` for a stream that none of the encoders made, otherwise as
    ///   the initializer.
    public func predict(contentsOf path: String) throws -> PhotoPrediction {
        if let stream = try Self.stream(path) { return try predict(stream) }
        var encodings: [PhotoPrediction.Encoding] = []
        let answers = try backbones.map { backbone in
            let identity = backbone.encoder.description
            let known = encodings.firstIndex {
                $0.identity == identity.encoderID && $0.encoder == identity.name
            }
            if let known { return try answer(backbone, encodings[known].stream, known) }
            let encoder = try backbone.edgeEncoder(options: edgeOptions)
            var stream: [UInt8] = []
            let duration = try ContinuousClock().measure {
                try encoder.encode(contentsOf: path, into: &stream)
            }
            try encodings.append(Self.encoding(stream, backbone.encoder, duration))
            return try answer(backbone, stream, encodings.count - 1)
        }
        return PhotoPrediction(encodings: encodings, answers: answers, skipped: [])
    }

    /// Answers for a bitstream.
    ///
    /// - Parameter stream: It may be hostile.
    /// - Returns: The stream and what was answered.
    /// - Throws: As ``predict(contentsOf:)``.
    public func predict(_ stream: [UInt8]) throws -> PhotoPrediction {
        let span = stream.span
        let header = try BitstreamHeader(reading: span)
        let fitting = backbones.filter { backbone in
            let encoder = backbone.encoder.description
            return encoder.encoderID == header.encoder && encoder.tablesID == header.tables
        }
        // Whoever does not fit says best why.
        let asked = options.skipsOtherEncoders && !fitting.isEmpty ? fitting : backbones
        let answers = try asked.map { try answer($0, stream, 0) }
        let fits = Set(fitting.map(\.reference))
        return PhotoPrediction(
            encodings: [try Self.encoding(stream, asked[0].encoder, nil)],
            answers: answers,
            skipped: backbones.map(\.reference).filter { !fits.contains($0) }
        )
    }

    private func answer(
        _ backbone: ZooBackbone,
        _ stream: [UInt8],
        _ encoding: Int
    ) throws -> PhotoPrediction.Answer {
        let span = stream.span
        let held = try pool?.hold(backbone)
        let classifier = try held?.classifier ?? backbone.classifier(options: planOptions)
        let (predictions, timings) = try classifier.classify(span, top: options.top)
        return PhotoPrediction.Answer(
            reference: backbone.reference,
            encoding: encoding,
            predictions: predictions,
            timings: timings
        )
    }

    private static func encoding(
        _ stream: [UInt8],
        _ encoder: EncoderPackage,
        _ duration: Duration?
    ) throws -> PhotoPrediction.Encoding {
        let span = stream.span
        let header = try BitstreamHeader(reading: span)
        return PhotoPrediction.Encoding(
            encoder: encoder.description.name,
            identity: header.encoder,
            stream: stream,
            width: header.shape.width * encoder.reduction,
            height: header.shape.height * encoder.reduction,
            duration: duration
        )
    }

    /// The file's bytes when they begin as a bitstream does, which no photo does.
    private static func stream(_ path: String) throws -> [UInt8]? {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            // The decoder of photos says better what is wrong with a file.
            return nil
        }
        guard file.byteCount >= 2, file.byteCount <= byteLimit,
            try file.copyBytes(in: 0..<2) == [0x46, 0x53]
        else { return nil }
        return try file.copyBytes(in: 0..<file.byteCount)
    }
}
