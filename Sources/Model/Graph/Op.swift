/// Every op a graph can hold: one case per ``Operation``, so that executors switch exhaustively.
public enum Op: Sendable, Hashable {
    /// See ``Convolution``.
    case convolution(Convolution)
    /// See ``TransposedConvolution``.
    case transposedConvolution(TransposedConvolution)
    /// See ``Linear``.
    case linear(Linear)
    /// See ``BatchNormalization``.
    case batchNormalization(BatchNormalization)
    /// See ``LayerNormalization``.
    case layerNormalization(LayerNormalization)
    /// See ``DivisiveNormalization``.
    case divisiveNormalization(DivisiveNormalization)
    /// See ``Activation``.
    case activation(Activation)
    /// See ``Binary``.
    case binary(Binary)
    /// See ``ChannelScale``.
    case channelScale(ChannelScale)
    /// See ``Softmax``.
    case softmax(Softmax)
    /// See ``Pooling``.
    case pooling(Pooling)
    /// See ``GlobalPooling``.
    case globalPooling(GlobalPooling)
    /// See ``Reshape``.
    case reshape(Reshape)
    /// See ``Permute``.
    case permute(Permute)
    /// See ``Flatten``.
    case flatten(Flatten)
    /// See ``Concatenation``.
    case concatenation(Concatenation)
    /// See ``Subsample``.
    case subsample(Subsample)
    /// See ``ChannelPadding``.
    case channelPadding(ChannelPadding)
    /// See ``PixelShuffle``.
    case pixelShuffle(PixelShuffle)
    /// See ``Resize``.
    case resize(Resize)
    /// See ``PatchMerging``.
    case patchMerging(PatchMerging)
    /// See ``WindowAttention``.
    case windowAttention(WindowAttention)

    /// The op as a value of its own type.
    public var operation: any Operation {
        switch self {
        case .convolution(let op): op
        case .transposedConvolution(let op): op
        case .linear(let op): op
        case .batchNormalization(let op): op
        case .layerNormalization(let op): op
        case .divisiveNormalization(let op): op
        case .activation(let op): op
        case .binary(let op): op
        case .channelScale(let op): op
        case .softmax(let op): op
        case .pooling(let op): op
        case .globalPooling(let op): op
        case .reshape(let op): op
        case .permute(let op): op
        case .flatten(let op): op
        case .concatenation(let op): op
        case .subsample(let op): op
        case .channelPadding(let op): op
        case .pixelShuffle(let op): op
        case .resize(let op): op
        case .patchMerging(let op): op
        case .windowAttention(let op): op
        }
    }

    /// The op's name in serialized graphs.
    public var kind: String { name.rawValue }

    /// The names of all ops, sorted.
    public static var kinds: [String] { Name.allCases.map(\.rawValue).sorted() }
}

extension Op {
    /// The names of ops in serialized graphs.
    package enum Name: String, CaseIterable {
        case convolution = "conv2d"
        case transposedConvolution = "convTranspose2d"
        case linear
        case batchNormalization = "batchNorm"
        case layerNormalization = "layerNorm"
        case divisiveNormalization = "gdn"
        case activation
        case binary
        case channelScale
        case softmax
        case pooling = "pool2d"
        case globalPooling = "globalPool"
        case reshape
        case permute
        case flatten
        case concatenation = "concat"
        case subsample
        case channelPadding = "padChannels"
        case pixelShuffle
        case resize
        case patchMerging
        case windowAttention
    }

    /// The op's name.
    package var name: Name {
        switch self {
        case .convolution: .convolution
        case .transposedConvolution: .transposedConvolution
        case .linear: .linear
        case .batchNormalization: .batchNormalization
        case .layerNormalization: .layerNormalization
        case .divisiveNormalization: .divisiveNormalization
        case .activation: .activation
        case .binary: .binary
        case .channelScale: .channelScale
        case .softmax: .softmax
        case .pooling: .pooling
        case .globalPooling: .globalPooling
        case .reshape: .reshape
        case .permute: .permute
        case .flatten: .flatten
        case .concatenation: .concatenation
        case .subsample: .subsample
        case .channelPadding: .channelPadding
        case .pixelShuffle: .pixelShuffle
        case .resize: .resize
        case .patchMerging: .patchMerging
        case .windowAttention: .windowAttention
        }
    }

    /// Reads the attributes of an op of a kind.
    ///
    /// - Returns: The op, or `nil` for an unknown kind.
    /// - Throws: The decoder's error for malformed attributes.
    static func read(kind: String, from decoder: any Decoder) throws -> Op? {
        switch Name(rawValue: kind) {
        case nil: nil
        case .convolution: try .convolution(.init(from: decoder))
        case .transposedConvolution: try .transposedConvolution(.init(from: decoder))
        case .linear: try .linear(.init(from: decoder))
        case .batchNormalization: try .batchNormalization(.init(from: decoder))
        case .layerNormalization: try .layerNormalization(.init(from: decoder))
        case .divisiveNormalization: try .divisiveNormalization(.init(from: decoder))
        case .activation: try .activation(.init(from: decoder))
        case .binary: try .binary(.init(from: decoder))
        case .channelScale: try .channelScale(.init(from: decoder))
        case .softmax: try .softmax(.init(from: decoder))
        case .pooling: try .pooling(.init(from: decoder))
        case .globalPooling: try .globalPooling(.init(from: decoder))
        case .reshape: try .reshape(.init(from: decoder))
        case .permute: try .permute(.init(from: decoder))
        case .flatten: try .flatten(.init(from: decoder))
        case .concatenation: try .concatenation(.init(from: decoder))
        case .subsample: try .subsample(.init(from: decoder))
        case .channelPadding: try .channelPadding(.init(from: decoder))
        case .pixelShuffle: try .pixelShuffle(.init(from: decoder))
        case .resize: try .resize(.init(from: decoder))
        case .patchMerging: try .patchMerging(.init(from: decoder))
        case .windowAttention: try .windowAttention(.init(from: decoder))
        }
    }
}
