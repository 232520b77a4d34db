internal import FrankenBundle
internal import FrankenCodec
internal import FrankenCrypto
internal import FrankenEdge
internal import FrankenEntropy
internal import FrankenGraph
public import FrankenImage
public import FrankenInference
internal import FrankenRuntime
internal import FrankenWeights

/// Inputs and the outputs that a bundle promises for them: `vectors.safetensors`.
///
/// For case `i`: `image.i`, 8-bit RGB `[H, W, 3]`; `stream.i`, the bytes of its bitstream;
/// `symbols.i`, the SHA-256 of the latent's 32-bit little-endian symbols; `logits.i`, `[classes]`.
/// The images are synthetic, so that anyone may pass them on.
public struct ConformanceVectors: Sendable {
    /// The largest difference of logits, relative to the largest, that another machine may show.
    public static let tolerance = 1e-3

    /// One input and its outputs.
    public struct Case: Sendable {
        /// The picture.
        public let image: PixelImage
        /// Its bitstream.
        public let stream: [UInt8]
        /// The digest of the stream's symbols.
        let symbols: Digest
        /// The backbone's answer.
        public let logits: [Float]
    }

    /// All cases, in order.
    public let cases: [Case]

    /// Runs a bundle's parts on synthetic pictures.
    ///
    /// - Parameters:
    ///   - codec: The bundle's parts.
    ///   - count: How many cases.
    /// - Throws: What the parts throw when they do not fit.
    public init(of codec: SplitCodec, count: Int = 2) throws {
        let encoder = codec.encoder
        let edge = try EdgeEncoder(encoder, options: EdgeOptions(precision: .fixed(.float32)))
        let server = try SplitClassifier(codec)
        var random = RandomParameters(seed: 1)
        cases = try (0..<count).map { _ in
            let picture = try UntrainedEncoder().synthetic(&random)
            let image = try encoder.preprocessing.croppedPixels(of: picture)
            var stream: [UInt8] = []
            try edge.encode(image, into: &stream)
            let span = stream.span
            return try Case(
                image: image,
                stream: stream,
                symbols: Self.symbolDigest(of: stream, encoder: encoder),
                logits: server.logits(span).values
            )
        }
    }

    /// Reads `vectors.safetensors`.
    ///
    /// - Parameter bytes: The whole file; it may be hostile.
    /// - Throws: ``ZooError`` with code `.inconsistent`, or `WeightsError`.
    init(bytes: [UInt8]) throws {
        let store = try TensorStore.open(bytes: bytes)
        var cases: [Case] = []
        while let image = store["image.\(cases.count)"], cases.count < 64 {
            let index = cases.count
            guard image.scalarType == .uint8, image.shape.count == 3, image.shape[2] == 3,
                let symbols = try Digest(bytes: store.bytes(named: "symbols.\(index)"))
            else {
                throw ZooError(
                    .inconsistent,
                    "vectors.safetensors: expected an 8-bit image [H, W, 3] and a digest for case "
                        + "\(index), found others. Install the bundle again."
                )
            }
            cases.append(
                Case(
                    image: try PixelImage(
                        width: image.shape[1],
                        height: image.shape[0],
                        rgb: store.bytes(named: image.name)
                    ),
                    stream: try store.bytes(named: "stream.\(index)"),
                    symbols: symbols,
                    logits: try store.floats(named: "logits.\(index)")
                )
            )
        }
        guard !cases.isEmpty else {
            throw ZooError(
                .inconsistent,
                "vectors.safetensors: expected at least one case, found none."
            )
        }
        self.cases = cases
    }

    /// The bytes of `vectors.safetensors`.
    ///
    /// - Returns: The same bytes for the same cases.
    /// - Throws: `WeightsError`.
    func bytes() throws -> [UInt8] {
        var tensors: [MemoryTensor] = []
        func add(_ name: String, _ shape: [Int], _ bytes: [UInt8]) throws {
            try tensors.append(
                MemoryTensor(name: name, scalarType: .uint8, shape: shape, bytes: bytes)
            )
        }
        for (index, item) in cases.enumerated() {
            try add("image.\(index)", [item.image.height, item.image.width, 3], item.image.rgb)
            try add("stream.\(index)", [item.stream.count], item.stream)
            try add("symbols.\(index)", [Digest.byteCount], item.symbols.bytes)
            try tensors.append(
                MemoryTensor(
                    name: "logits.\(index)",
                    shape: [item.logits.count],
                    floats: item.logits
                )
            )
        }
        return try SafetensorsWriter().bytes(of: TensorStore(inMemory: tensors))
    }

    /// The identity of what a stream says, whatever coder wrote it.
    static func symbolDigest(of stream: [UInt8], encoder: EncoderPackage) throws -> Digest {
        try SHA256Hasher.digest(
            of: symbols(of: stream, encoder: encoder).flatMap { symbol in
                (0..<4).map { UInt8(truncatingIfNeeded: symbol >> (8 * $0)) }
            }
        )
    }

    /// The symbols of a stream.
    static func symbols(of stream: [UInt8], encoder: EncoderPackage) throws -> [Int32] {
        var symbols: [Int32] = []
        let span = stream.span
        _ = try encoder.decoder().decode(span, into: &symbols)
        return symbols
    }
}
