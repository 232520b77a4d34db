internal import FrankenBytes
public import FrankenEntropy
public import FrankenGraph
public import FrankenImage
internal import FrankenWeights

/// Everything a device needs to encode: network, tables, preprocessing, and what they are.
///
/// A value of this type is checked: the parts have the digests that the description names, and
/// they belong together. The format is described in `Zoo/formats/encoder.md`.
public struct EncoderPackage: Sendable {
    /// Names, qualities and digests.
    public let description: EncoderDescription
    /// The network with its weights.
    public let model: Model
    /// Quantizer and tables of the latent.
    public let latents: LatentCodec
    /// How an image becomes the network's input.
    public let preprocessing: Preprocessing
    /// Pixels per latent symbol on each axis: 8 for the published encoder.
    public let reduction: Int
    /// The files, as they are or would be in a folder.
    package let files: EncoderFiles

    /// Puts parts together and computes their digests.
    ///
    /// - Parameters:
    ///   - name: What people call the encoder.
    ///   - training: Whether the weights mean anything.
    ///   - qualities: The qualities a stream may name, in rising order; by default the levels of the
    ///     latent codec, or 0 where it has one.
    ///   - model: A network of one image and one latent.
    ///   - latents: Quantizer and tables, for the channels of the latent.
    ///   - preprocessing: How an image becomes the network's input.
    /// - Throws: ``CodecError`` with code `.inconsistent` when the parts do not fit,
    ///   `.malformedFile` for a bad name or list of qualities; errors of the parts' own modules.
    public init(
        name: String,
        training: EncoderDescription.Training,
        qualities: [UInt8]? = nil,
        model: Model,
        latents: LatentCodec,
        preprocessing: Preprocessing
    ) throws {
        let graph = try StableJSONEncoder(.pretty).encode(model.graph)
        let weights = try SafetensorsWriter().bytes(of: model.weights)
        let pipeline = try StableJSONEncoder(.pretty).encode(preprocessing)
        let description = try EncoderDescription(
            name: name,
            training: training,
            qualities: qualities ?? latents.qualities ?? [0],
            encoderDigest: SHA256.digest(of: graph + weights),
            tablesDigest: latents.digest,
            preprocessingDigest: SHA256.digest(of: pipeline)
        )
        try self.init(
            files: EncoderFiles(
                description: StableJSONEncoder(.pretty).encode(description),
                graph: graph,
                weights: weights,
                tables: latents.blob,
                preprocessing: pipeline
            )
        )
    }

    /// Reads and checks the files of a package.
    ///
    /// - Parameter files: The content of the five files; it may be hostile.
    /// - Throws: ``CodecError`` that names the file at fault.
    package init(files: EncoderFiles) throws(CodecError) {
        // Known to whoever writes a package, so that nobody writes one that cannot be read.
        for name in EncoderFiles.Name.allCases where files[name].count > name.byteLimit {
            throw CodecError(
                .tooLarge,
                "\(name.rawValue): expected at most \(name.byteLimit) bytes, found "
                    + "\(files[name].count). Make the encoder smaller."
            )
        }
        self.files = files
        description = try files.readDescription()
        try files.checkDigests(description)
        model = try files.readModel()
        latents = try files.readLatents(description)
        preprocessing = try files.readPreprocessing()
        reduction = try Self.reduction(of: model.graph, channels: latents.channelCount)
    }

    /// The most pixels of an image that is encoded, and whose stream is decoded: 4096 x 4096.
    public static let pixelLimit = 4096 * 4096

    /// The shape of the latent of a prepared image.
    ///
    /// - Parameter size: A size the network takes.
    /// - Returns: The latent's shape.
    /// - Throws: ``CodecError`` with code `.invalidImage` when nobody would decode so large a
    ///   latent, `GraphError` or `BitstreamError` for other sizes that do not fit.
    public func latentShape(of size: PixelSize) throws -> LatentShape {
        let output = try Self.latent(of: model.graph, height: size.height, width: size.width)
        let shape = try LatentShape(channels: output[1], height: output[2], width: output[3])
        guard shape.planeCount <= planeLimit(pixels: Self.pixelLimit) else {
            throw CodecError(
                .invalidImage,
                "an image of \(size.width) x \(size.height) has more than the \(Self.pixelLimit) "
                    + "pixels that are decoded. Shrink it, cut it into parts, or let it be resized."
            )
        }
        return shape
    }

    private func planeLimit(pixels: Int) -> Int { max(1, pixels / (reduction * reduction)) }

    /// A decoder for the streams of this encoder.
    ///
    /// - Parameter pixels: The most pixels of an image whose streams are accepted.
    /// - Returns: A decoder that threads can share.
    public func decoder(pixels: Int = Self.pixelLimit) -> LatentDecoder {
        LatentDecoder(
            latents,
            encoder: description.encoderID,
            planeLimit: planeLimit(pixels: pixels)
        )
    }

    private static func latent(
        of graph: ModelGraph,
        height: Int,
        width: Int
    ) throws(GraphError) -> [Int] {
        let shapes = try graph.shapes(inputs: [graph.inputs[0].name: Shape([1, 3, height, width])])
        return graph.outputs.first.flatMap { shapes[$0]?.known } ?? []
    }

    /// Pixels per symbol, when the graph is an encoder for tables of so many channels.
    private static func reduction(of graph: ModelGraph, channels: Int) throws(CodecError) -> Int {
        // Long enough for any encoder, and a multiple of all reductions that streams can have.
        let side = 256
        guard graph.inputs.count == 1, graph.outputs.count == 1 else {
            throw CodecError(
                .inconsistent,
                "encoder.json: expected one input and one output, found \(graph.inputs.count) and "
                    + "\(graph.outputs.count). Export the network up to its latent."
            )
        }
        let shape: [Int]
        do {
            shape = try latent(of: graph, height: side, width: side)
        } catch {
            throw CodecError(
                .inconsistent,
                "encoder.json: expected a network that takes images of \(side) x \(side): \(error)"
            )
        }
        guard shape.count == 4, shape[0] == 1, shape[2] == shape[3], side % shape[2] == 0 else {
            throw CodecError(
                .inconsistent,
                "encoder.json: expected a latent of [N, C, H, W], found \(shape) for an image of "
                    + "\(side) x \(side)."
            )
        }
        guard shape[1] == channels else {
            throw CodecError(
                .inconsistent,
                "expected one table for each of the \(shape[1]) channels of encoder.json, found "
                    + "\(channels) in tables.bin. Take both from one package."
            )
        }
        return side / shape[2]
    }
}
