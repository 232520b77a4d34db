public import FrankenBundle
public import FrankenCodec
internal import FrankenCrypto
public import FrankenEdge
public import FrankenImage
public import FrankenInference
public import FrankenRuntime
internal import Synchronization

/// An installed backbone: everything between a photo and its class.
///
/// A value of this type is pinned: what is installed later under the same name does not change it.
/// Thread-safe. Networks are compiled when they are first used; the encoder is shared with every
/// other backbone of the same encoder that came from the same ``Zoo``.
///
/// ```swift
/// let backbone = try Zoo.open().backbone("resnet101")
/// let stream = try backbone.encode(contentsOf: "photo.jpg")   // on the device
/// let best = try backbone.classify(stream, top: 1)[0]         // on the server
/// ```
public final class ZooBackbone: Sendable {
    /// `name:tag`.
    public let reference: String
    /// The manifest that it is.
    let manifestDigest: Digest
    /// What the bundle says about itself.
    public let description: BundleDescription
    /// The encoder, its tables and its preprocessing.
    public let encoder: EncoderPackage
    /// Decoder, tail and labels.
    public let parts: SplitBackbone
    private let edge: EdgePool
    private let server: Mutex<[PlanOptions: SplitClassifier]>

    init(
        reference: String,
        manifestDigest: Digest,
        description: BundleDescription,
        encoder: EncoderPackage,
        parts: SplitBackbone,
        edge: EdgePool
    ) {
        self.reference = reference
        self.manifestDigest = manifestDigest
        self.description = description
        self.encoder = encoder
        self.parts = parts
        self.edge = edge
        server = Mutex([:])
    }

    /// What the zoo calls the backbone.
    public var name: String { description.name.text }
    /// How a photo becomes the encoder's input.
    public var preprocessing: Preprocessing { encoder.preprocessing }

    /// Encodes a photo as a device would.
    ///
    /// - Parameter path: A JPEG, PNG or WebP file.
    /// - Returns: A bitstream that every backbone of the same encoder takes.
    /// - Throws: `ImageError` for a file that is no photo, otherwise as ``encode(_:)``.
    public func encode(contentsOf path: String) throws -> [UInt8] {
        var stream: [UInt8] = []
        try edge.encoder(encoder).encode(contentsOf: path, into: &stream)
        return stream
    }

    /// Encodes a photo as a device would.
    ///
    /// - Parameter photo: The pixels.
    /// - Returns: A bitstream that every backbone of the same encoder takes.
    /// - Throws: `ImageError`, `BitstreamError` or `RuntimeError`.
    public func encode(_ photo: PixelImage) throws -> [UInt8] {
        var stream: [UInt8] = []
        try edge.encoder(encoder).encode(photo, into: &stream)
        return stream
    }

    /// An encoder for photos; the same one for the same options, and for every backbone of the same
    /// encoder that came from the same ``Zoo``.
    ///
    /// - Parameter options: Precision, threads, sizes.
    /// - Returns: An encoder that threads can share.
    /// - Throws: `RuntimeError` for a network that cannot be compiled.
    public func edgeEncoder(options: EdgeOptions = .init()) throws -> EdgeEncoder {
        try edge.encoder(encoder, options: options)
    }

    /// A classifier for bitstreams; the same one for the same options.
    ///
    /// - Parameter options: Precision and threads.
    /// - Returns: A classifier that threads can share.
    /// - Throws: `SplitError` or `RuntimeError` for a network that cannot be compiled.
    public func classifier(options: PlanOptions = .init()) throws -> SplitClassifier {
        try server.withLock { compiled in
            if let classifier = compiled[options] { return classifier }
            let classifier = try SplitClassifier(parts, encoder: encoder, options: options)
            compiled[options] = classifier
            return classifier
        }
    }

    /// The likeliest classes of a bitstream, likeliest first.
    ///
    /// - Parameters:
    ///   - stream: A bitstream of ``encoder``; it may be hostile.
    ///   - top: How many classes to return.
    /// - Returns: The classes.
    /// - Throws: `BitstreamError` for a stream of another encoder, otherwise as
    ///   ``classifier(options:)``.
    public func classify(_ stream: [UInt8], top: Int = 5) throws -> [Prediction] {
        let span = stream.span
        return try classifier().classify(span, top: top).predictions
    }
}
