public import FrankenCodec
internal import FrankenEntropy
public import FrankenImage
public import FrankenRuntime
internal import Synchronization

/// Images in, bitstreams out: what runs on a device.
///
/// One value holds a compiled network, its memory and an entropy coder. It is thread-safe: calls
/// wait for each other. For images side by side, make one encoder per thread.
///
/// ```swift
/// let encoder = try EdgeEncoder(EncoderPackage(path: "encoder"))
/// var stream: [UInt8] = []
/// try encoder.encode(file: jpegBytes.span, into: &stream)
/// ```
public final class EdgeEncoder: Sendable {
    /// The network, its tables and preprocessing.
    public let package: EncoderPackage
    /// What was asked for.
    public let options: EdgeOptions
    /// The number format that the network runs in.
    public let precision: Precision
    /// What all streams name as their quality; nil where each image gets the level that its budget
    /// allows.
    public let quality: UInt8?
    private let tables: SampleTables
    private let decoder: ImageDecoder
    private let state: Mutex<EncoderState>

    /// Compiles the network.
    ///
    /// The plan for the trained size is made here; others are made when the first image of their
    /// size comes.
    ///
    /// - Parameters:
    ///   - package: A checked package.
    ///   - options: Precision, threads, coder, quality, sizes and photo files.
    /// - Throws: `CodecError` with code `.unknownQuality` or `.invalidBudget`, `RuntimeError` for a precision this CPU
    ///   does not have, `EntropyError` when the coder cannot hold the tables.
    public init(
        _ package: EncoderPackage,
        options: EdgeOptions = .init()
    ) throws {
        let rule = try RateRule(options.rate, of: package)
        self.package = package
        self.options = options
        quality = rule.quality
        precision = options.precision.resolved
        tables = SampleTables(package.preprocessing)
        decoder = options.photos
        var first = try EncoderState(
            package,
            rule: rule,
            options: options,
            precision: precision
        )
        if options.sizing == .trained { try first.prepare(package.preprocessing.outputSize) }
        state = Mutex(first)
    }

    /// Encodes a raw frame.
    ///
    /// With ``EdgeOptions/Sizing/native`` and frames of one size this allocates nothing after the
    /// first two frames, as long as the caller reuses `output`.
    ///
    /// - Parameters:
    ///   - rgb: Interleaved 8-bit RGB without row padding, `3 * width * height` bytes.
    ///   - width: Columns.
    ///   - height: Rows.
    ///   - output: Is replaced by the bitstream; empty after an error.
    /// - Throws: `ImageError` or `CodecError` for a frame that does not fit, `CodecError` with code
    ///   `.overBudget` when no level meets the budget, `BitstreamError` for a latent that cannot be
    ///   coded, `RuntimeError` otherwise.
    public func encode(
        rgb: Span<UInt8>,
        width: Int,
        height: Int,
        into output: inout [UInt8]
    ) throws {
        let start = ContinuousClock.now
        output.removeAll(keepingCapacity: true)
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !overflow, rgb.count / 3 == pixels, rgb.count % 3 == 0 else {
            throw CodecError(
                .invalidImage,
                "a frame of \(width) x \(height) needs 3 bytes for each pixel, found \(rgb.count) "
                    + "bytes. Pass interleaved 8-bit RGB without row padding."
            )
        }
        switch options.sizing {
        case .trained:
            let image = try unsafe rgb.withUnsafeBufferPointer { buffer in
                try PixelImage(width: width, height: height, rgb: unsafe Array(buffer))
            }
            try encodeTrained(image, since: start, into: &output)
        case .native:
            try unsafe rgb.withUnsafeBufferPointer { buffer in
                try unsafe encodeNative(
                    buffer,
                    width: width,
                    height: height,
                    since: start,
                    into: &output
                )
            }
        }
    }

    /// Encodes an image.
    ///
    /// - Parameters:
    ///   - image: The image.
    ///   - output: Is replaced by the bitstream; empty after an error.
    /// - Throws: As ``encode(rgb:width:height:into:)``.
    public func encode(_ image: PixelImage, into output: inout [UInt8]) throws {
        output.removeAll(keepingCapacity: true)
        try encode(image, since: .now, into: &output)
    }

    private func encode(
        _ image: PixelImage,
        since start: ContinuousClock.Instant,
        into output: inout [UInt8]
    ) throws {
        switch options.sizing {
        case .trained: try encodeTrained(image, since: start, into: &output)
        case .native:
            try unsafe image.rgb.withUnsafeBufferPointer { buffer in
                try unsafe encodeNative(
                    buffer,
                    width: image.width,
                    height: image.height,
                    since: start,
                    into: &output
                )
            }
        }
    }

    /// Decodes and encodes the bytes of a JPEG, PNG or WebP file.
    ///
    /// - Parameters:
    ///   - file: The file's content; it may be hostile.
    ///   - output: Is replaced by the bitstream; empty after an error.
    /// - Throws: `ImageError` for a file that cannot be decoded, otherwise as
    ///   ``encode(rgb:width:height:into:)``.
    public func encode(file: Span<UInt8>, into output: inout [UInt8]) throws {
        let start = ContinuousClock.now
        output.removeAll(keepingCapacity: true)
        var decoder = decoder
        if options.sizing == .trained, options.jpegDecoding == .reduced {
            decoder.jpegScale = try decoder.jpegScale(of: file, for: package.preprocessing.resize)
        }
        try encode(decoder.decode(file), since: start, into: &output)
    }

    /// Reads, decodes and encodes an image file.
    ///
    /// - Parameters:
    ///   - path: A JPEG, PNG or WebP file.
    ///   - output: Is replaced by the bitstream; empty after an error.
    /// - Throws: As ``encode(file:into:)``.
    public func encode(contentsOf path: String, into output: inout [UInt8]) throws {
        output.removeAll(keepingCapacity: true)
        let bytes = try decoder.read(contentsOf: path)
        try encode(file: bytes.span, into: &output)
    }

    /// Encodes an image to a new array.
    ///
    /// - Parameter image: The image.
    /// - Returns: The bitstream.
    /// - Throws: As ``encode(_:into:)``.
    public func encode(_ image: PixelImage) throws -> [UInt8] {
        var output: [UInt8] = []
        try encode(image, into: &output)
        return output
    }

    /// Decodes and encodes the bytes of an image file to a new array.
    ///
    /// - Parameter file: The file's content; it may be hostile.
    /// - Returns: The bitstream.
    /// - Throws: As ``encode(file:into:)``.
    public func encode(file: [UInt8]) throws -> [UInt8] {
        var output: [UInt8] = []
        try encode(file: file.span, into: &output)
        return output
    }

    private func encodeTrained(
        _ image: PixelImage,
        since start: ContinuousClock.Instant,
        into output: inout [UInt8]
    ) throws {
        let preprocessing = package.preprocessing
        let size = try preprocessing.outputSize(for: image)
        try state.withLock { state in
            try unsafe state.encode(size, since: start, into: &output) { planes in
                try unsafe preprocessing.prepare(image, into: planes)
            }
        }
    }

    private func encodeNative(
        _ rgb: UnsafeBufferPointer<UInt8>,
        width: Int,
        height: Int,
        since start: ContinuousClock.Instant,
        into output: inout [UInt8]
    ) throws {
        let reduction = package.reduction
        let size = PixelSize(
            width: width / reduction * reduction,
            height: height / reduction * reduction
        )
        guard size.width > 0, size.height > 0 else {
            throw CodecError(
                .invalidImage,
                "an image of \(width) x \(height) is smaller than the \(reduction) x \(reduction) "
                    + "pixels of one symbol. Send larger images, or let them be resized."
            )
        }
        try state.withLock { state in
            try unsafe state.encode(size, since: start, into: &output) { planes in
                unsafe tables.fill(
                    planes,
                    from: rgb,
                    width: width,
                    origin: ((width - size.width) / 2, (height - size.height) / 2),
                    size: size
                )
            }
        }
    }
}
