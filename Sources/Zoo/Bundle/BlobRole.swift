/// What a layer of a bundle is for.
///
/// The raw value is the layer's annotation ``AnnotationKey/role``; ``fileName`` is its title. A
/// bundle has each role at most once, and ``license`` any number of times.
public enum BlobRole: String, Sendable, Hashable, Codable, CaseIterable {
    /// `zoo.json`: what the bundle is.
    case manifest
    /// `encoder/codec.json`: what the encoder says about itself.
    case codec
    /// The encoder's graph.
    case encoderGraph = "encoder-graph"
    /// The encoder's weights.
    case encoder
    /// The integer tables of the entropy coder.
    case entropy
    /// How an image becomes the encoder's input.
    case preprocessing
    /// The decoder's graph.
    case decoderGraph = "decoder-graph"
    /// The decoder's weights.
    case decoder
    /// The graph of the rest of the backbone.
    case tailGraph = "tail-graph"
    /// The weights of the rest of the backbone.
    case tail
    /// The graph of the backbone up to the features: what a decoder is taught by. In no bundle.
    case headGraph = "head-graph"
    /// The weights of the backbone up to the features.
    case head
    /// What the classes are called.
    case labels
    /// The declarations that the graphs were expanded from.
    case blueprint
    /// Inputs and expected outputs.
    case vectors
    /// The model card.
    case card
    /// The text of a licence.
    case license

    /// Where the file lies in a bundle that is unpacked for people.
    public var fileName: String {
        switch self {
        case .manifest: "zoo.json"
        case .codec: "encoder/codec.json"
        case .encoderGraph: "encoder/encoder.json"
        case .encoder: "encoder/encoder.safetensors"
        case .entropy: "encoder/tables.bin"
        case .preprocessing: "encoder/preprocessing.json"
        case .decoderGraph: "decoder/decoder.json"
        case .decoder: "decoder/decoder.safetensors"
        case .tailGraph: "tail/tail.json"
        case .tail: "tail/tail.safetensors"
        case .headGraph: "head/head.json"
        case .head: "head/head.safetensors"
        case .labels: "labels.tsv"
        case .blueprint: "blueprint.json"
        case .vectors: "vectors.safetensors"
        case .card: "README.md"
        case .license: "LICENSE"
        }
    }

    /// The media type of the layer.
    public var mediaType: String {
        switch self {
        case .encoder, .decoder, .tail, .head: MediaType.weights
        case .vectors: MediaType.dataset
        case .card, .license: MediaType.document
        default: MediaType.weightsConfig
        }
    }

    /// Whether the blob belongs to the encoder, which many bundles share.
    public var isShared: Bool {
        switch self {
        case .codec, .encoderGraph, .encoder, .entropy, .preprocessing: true
        default: false
        }
    }
}
