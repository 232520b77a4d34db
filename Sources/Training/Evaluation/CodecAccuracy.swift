internal import FrankenCodec
public import FrankenData
internal import FrankenEdge
internal import FrankenEntropy
public import FrankenImage
public import FrankenInference
public import FrankenRuntime

/// Measures a learned codec by what its backbone makes of real bitstreams.
///
/// Every photo goes through the encoder as on a device, with JPEG files decoded in full, and the
/// bytes through decoder and tail as on a server.
public struct CodecAccuracy: Sendable {
    /// What is measured.
    public let codec: SplitCodec
    /// How photos become the encoder's input.
    public let preprocessing: Preprocessing
    private let decoder: ImageDecoder
    private let encoder: EdgeEncoder
    private let classifier: SplitClassifier

    /// Compiles a codec.
    ///
    /// - Parameters:
    ///   - codec: What is measured.
    ///   - resize: How photos are resized before the crop; nil for the encoder's own way.
    ///   - options: Precision and threads.
    ///   - decoder: Limits on photos.
    /// - Throws: What compiling the parts throws.
    public init(
        of codec: SplitCodec,
        resize: ResizeRule? = nil,
        options: PlanOptions = .init(),
        decoder: ImageDecoder = ImageDecoder()
    ) throws {
        self.codec = codec
        self.decoder = decoder
        var preprocessing = codec.encoder.preprocessing
        if let resize {
            preprocessing.crop = preprocessing.outputSize
            preprocessing.resize = resize
        }
        self.preprocessing = preprocessing
        // The crop is made here, so that it is the same one whatever the resize.
        encoder = try EdgeEncoder(
            codec.encoder,
            options: EdgeOptions(
                precision: .fixed(options.precision),
                threads: options.threads,
                sizing: .native
            )
        )
        classifier = try SplitClassifier(codec, options: options)
    }

    /// Codes and classifies every photo.
    ///
    /// A photo that cannot be decoded is skipped, counted and named.
    ///
    /// - Parameters:
    ///   - data: The photos.
    ///   - isCanceled: Asked between photos.
    ///   - progress: Called after each photo with how many are done.
    /// - Returns: The figures; nil when it was canceled.
    /// - Throws: ``EvaluationError`` with code `.nothingMeasured`, or what coding throws.
    public func measure(
        _ data: DataSet,
        isCanceled: () -> Bool = { false },
        progress: (Int) -> Void = { _ in }
    ) throws -> Measurement? {
        var measurement = Measurement()
        var (estimate, stream, symbols) = (0.0, [UInt8](), [Int32]())
        let (latents, streams) = (codec.encoder.latents, codec.encoder.decoder())
        for index in 0..<data.count {
            if isCanceled() { return nil }
            let crop: PixelImage
            do throws(ImageError) {
                crop = try preprocessing.croppedPixels(of: decoder.image(of: index, in: data))
            } catch {
                measurement.skipped.append(
                    Accuracy.Skipped(path: data.name(at: index), reason: error.message)
                )
                progress(index + 1)
                continue
            }
            try encoder.encode(crop, into: &stream)
            let header = try streams.decode(stream.span, into: &symbols)
            let bits = try latents.bitsPerChannel(
                of: symbols.span,
                shape: header.shape,
                level: latents.level(ofQuality: header.quality)
            )
            estimate += bits.reduce(0, +) / 8
            measurement.pixelCount = crop.width * crop.height
            let predictions = try classifier.classify(stream.span, top: 5).predictions
            measurement.add(
                classes: predictions.map(\.index),
                label: data.label(at: index),
                byteCount: stream.count
            )
            progress(index + 1)
        }
        measurement.estimatedByteCount = estimate
        return try measurement.checked(photos: data.count)
    }
}

extension ImageDecoder {
    /// Reads and decodes a sample.
    ///
    /// - Throws: `ImageError`, with code `.unreadableFile` for one that is no longer there.
    func image(of index: Int, in data: DataSet) throws(ImageError) -> PixelImage {
        let content: SampleContent
        do {
            content = try data.content(at: index)
        } catch {
            throw ImageError(.unreadableFile, error.message)
        }
        switch content {
        case .file(let bytes): return try decode(bytes.span)
        case .pixels(let image): return image
        }
    }
}
