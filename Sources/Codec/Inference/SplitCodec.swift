public import FrankenCodec
public import FrankenCrypto
internal import FrankenEntropy
public import FrankenGraph
internal import FrankenImage

/// A codec and the backbone that it serves: what the device holds, what the server holds, and what
/// both are called.
///
/// ```
/// photo -> [ encoder ] -> bitstream -> [ decoder ] -> features -> [ tail ] -> logits
/// ```
/// One value for everything that opens, packs, trains, measures or serves a codec. The parts of a
/// value fit each other: it cannot be made otherwise.
public struct SplitCodec: Sendable {
    /// What a codec is called.
    public struct Description: Sendable, Hashable {
        /// What people call it: a bundle's reference, or the name of a folder.
        public let name: String
        /// The backbone behind it, as the taxonomy calls it.
        public let backbone: String
        /// What identifies encoder, decoder and tail together; nil while they are being trained.
        public let digest: Digest?

        /// A description.
        ///
        /// - Parameters:
        ///   - name: What people call it.
        ///   - backbone: The backbone behind it; by default what people call the codec.
        ///   - digest: What identifies the parts together, where that is known.
        public init(name: String, backbone: String? = nil, digest: Digest? = nil) {
            self.name = name
            self.backbone = backbone ?? name
            self.digest = digest
        }
    }

    /// What it is called.
    public let description: Description
    /// The encoder, its tables and its preprocessing.
    public let encoder: EncoderPackage
    /// From the latent `[N, C, H, W]` to the features at the split point.
    public let decoder: Model
    /// From the features to the logits `[N, classes]`.
    public let tail: Model
    /// What the classes are called, where that is known.
    public let labels: ClassLabels?
    /// How many classes the tail tells apart.
    public let classCount: Int

    /// Puts the parts together.
    ///
    /// - Parameters:
    ///   - description: What it is called.
    ///   - encoder: The encoder, its tables and its preprocessing.
    ///   - decoder: A network of one input, the latent, and one output.
    ///   - tail: A network that takes what the decoder makes, and has one output.
    ///   - labels: What the classes are called; as many as the tail tells apart.
    /// - Throws: ``InferenceError`` with code `.inconsistent` when the parts do not fit images of
    ///   the encoder's own size.
    public init(
        _ description: Description,
        encoder: EncoderPackage,
        decoder: Model,
        tail: Model,
        labels: ClassLabels? = nil
    ) throws(InferenceError) {
        let shape: LatentShape
        do {
            shape = try encoder.latentShape(of: encoder.preprocessing.outputSize)
        } catch {
            throw InferenceError(
                .inconsistent,
                "\(description.name): the encoder does not take its own images: \(error)",
                cause: error
            )
        }
        self.description = description
        self.encoder = encoder
        self.decoder = decoder
        self.tail = tail
        self.labels = labels
        let (name, latent) = (description.name, [1, shape.channels, shape.height, shape.width])
        let features = try Self.output(of: decoder.graph, for: latent, "\(name): the decoder")
        let logits = try Self.output(of: tail.graph, for: features, "\(name): the tail")
        guard logits.count == 2, logits[0] == 1 else {
            throw InferenceError(
                .inconsistent,
                "\(name): expected logits of [1, classes], found \(logits)."
            )
        }
        classCount = logits[1]
        if let count = labels?.labels.count, count != classCount {
            throw InferenceError(
                .inconsistent,
                "\(name): the tail tells \(classCount) classes apart, the labels name \(count)."
            )
        }
    }

    /// Bytes of the server's weights as single-precision numbers.
    public var weightByteCount: Int {
        [decoder, tail].reduce(0) { $0 + 4 * min($1.graph.parameterCount, Int.max >> 4) }
    }

    /// The shape of the features that the decoder makes of a latent.
    ///
    /// - Parameter latent: `[N, C, H, W]`.
    /// - Returns: The shape, fully known.
    /// - Throws: ``InferenceError`` with code `.inconsistent` when the decoder does not take it, or
    ///   the tail does not take what the decoder makes of it.
    func featureShape(latent: [Int]) throws(InferenceError) -> [Int] {
        let name = description.name
        let features = try Self.output(of: decoder.graph, for: latent, "\(name): the decoder")
        let logits = try Self.output(of: tail.graph, for: features, "\(name): the tail")
        guard logits == [latent[0], classCount] else {
            throw InferenceError(
                .inconsistent,
                "\(name): expected logits of [\(latent[0]), \(classCount)], found \(logits)."
            )
        }
        return features
    }

    private static func output(
        of graph: ModelGraph,
        for input: [Int],
        _ part: String
    ) throws(InferenceError) -> [Int] {
        guard graph.inputs.count == 1, graph.outputs.count == 1 else {
            throw InferenceError(
                .inconsistent,
                "\(part) has \(graph.inputs.count) inputs and \(graph.outputs.count) outputs, "
                    + "expected one of each."
            )
        }
        do {
            let shapes = try graph.shapes(inputs: [graph.inputs[0].name: Shape(input)])
            if let known = shapes[graph.outputs[0]]?.known { return known }
        } catch {
            throw InferenceError(
                .inconsistent,
                "\(part) does not take a value of \(input): \(error)",
                cause: error
            )
        }
        throw InferenceError(.inconsistent, "\(part) leaves its output's shape open.")
    }
}
