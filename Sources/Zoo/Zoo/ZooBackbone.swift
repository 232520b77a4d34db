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
    /// Encoder, decoder, tail and labels.
    public let codec: SplitCodec
    private let edge: EdgePool
    private let server = Mutex(Server())

    /// What is compiled.
    private struct Server {
        /// The packed weights, as long as a classifier needs them.
        weak var weights: CompiledCodec?
        var classifiers: [PlanOptions: SplitClassifier] = [:]

        mutating func weights(of codec: SplitCodec) throws -> CompiledCodec {
            if let weights { return weights }
            let made = try CompiledCodec(codec)
            weights = made
            return made
        }
    }

    init(
        reference: String,
        manifestDigest: Digest,
        description: BundleDescription,
        codec: SplitCodec,
        edge: EdgePool
    ) {
        self.reference = reference
        self.manifestDigest = manifestDigest
        self.description = description
        self.codec = codec
        self.edge = edge
    }

    /// What the zoo calls the backbone.
    public var name: String { description.name.text }
    /// The encoder, its tables and its preprocessing.
    public var encoder: EncoderPackage { codec.encoder }
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

    /// A classifier for bitstreams; the same one for the same options, and one copy of the packed
    /// weights for all of them.
    ///
    /// - Parameter options: Precision and threads.
    /// - Returns: A classifier that threads can share.
    /// - Throws: `InferenceError` or `RuntimeError` for a network that cannot be compiled.
    public func classifier(options: PlanOptions = .init()) throws -> SplitClassifier {
        try server.withLock { server in
            if let classifier = server.classifiers[options] { return classifier }
            let weights = try server.weights(of: codec)
            let classifier = try SplitClassifier(weights, options: options)
            server.classifiers[options] = classifier
            return classifier
        }
    }

    /// Another classifier of the same packed weights, which this value does not keep.
    func separateClassifier(options: PlanOptions) throws -> SplitClassifier {
        let weights = try server.withLock { try $0.weights(of: codec) }
        return try SplitClassifier(weights, options: options)
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
