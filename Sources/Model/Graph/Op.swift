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
    public var kind: String { type(of: operation).kind }

    /// The names of all ops, sorted.
    public static var kinds: [String] { Array(readers.keys).sorted() }
}

extension Op {
    /// Reads the attributes of each kind.
    private static let readers: [String: @Sendable (any Decoder) throws -> Op] = [
        Convolution.kind: { .convolution(try Convolution(from: $0)) },
        TransposedConvolution.kind: { .transposedConvolution(try TransposedConvolution(from: $0)) },
        Linear.kind: { .linear(try Linear(from: $0)) },
        BatchNormalization.kind: { .batchNormalization(try BatchNormalization(from: $0)) },
        LayerNormalization.kind: { .layerNormalization(try LayerNormalization(from: $0)) },
        DivisiveNormalization.kind: { .divisiveNormalization(try DivisiveNormalization(from: $0)) },
        Activation.kind: { .activation(try Activation(from: $0)) },
        Binary.kind: { .binary(try Binary(from: $0)) },
        ChannelScale.kind: { .channelScale(try ChannelScale(from: $0)) },
        Softmax.kind: { .softmax(try Softmax(from: $0)) },
        Pooling.kind: { .pooling(try Pooling(from: $0)) },
        GlobalPooling.kind: { .globalPooling(try GlobalPooling(from: $0)) },
        Reshape.kind: { .reshape(try Reshape(from: $0)) },
        Permute.kind: { .permute(try Permute(from: $0)) },
        Flatten.kind: { .flatten(try Flatten(from: $0)) },
        Concatenation.kind: { .concatenation(try Concatenation(from: $0)) },
        Subsample.kind: { .subsample(try Subsample(from: $0)) },
        ChannelPadding.kind: { .channelPadding(try ChannelPadding(from: $0)) },
        PixelShuffle.kind: { .pixelShuffle(try PixelShuffle(from: $0)) },
        Resize.kind: { .resize(try Resize(from: $0)) },
        PatchMerging.kind: { .patchMerging(try PatchMerging(from: $0)) },
        WindowAttention.kind: { .windowAttention(try WindowAttention(from: $0)) },
    ]

    /// Reads the attributes of an op of a kind.
    ///
    /// - Returns: The op, or `nil` for an unknown kind.
    /// - Throws: The decoder's error for malformed attributes.
    static func read(kind: String, from decoder: any Decoder) throws -> Op? {
        try readers[kind]?(decoder)
    }
}
