internal import FrankenGraph

extension Lowering {
    /// Emits the steps of one node, and of those it takes along.
    mutating func lower(_ node: ModelGraph.Node) throws(RuntimeError) {
        switch node.op {
        case .convolution(let op): try lower(op, node)
        case .transposedConvolution(let op): try lower(op, node)
        case .linear(let op): try lower(op, node)
        case .batchNormalization(let op): try lower(op, node)
        case .layerNormalization(let op): try lower(op, node)
        case .divisiveNormalization(let op): try lower(op, node)
        case .activation(let op): try lower(op, node)
        case .binary(let op): try lower(op, node)
        case .channelScale(let op): try lower(op, node)
        case .softmax(let op): try lower(op, node)
        case .pooling(let op): try lower(op, node)
        case .globalPooling(let op): try lower(op, node)
        case .reshape, .flatten: try lowerReshape(node)
        case .permute(let op): try lower(op, node)
        case .concatenation(let op): try lower(op, node)
        case .subsample(let op): try lower(op, node)
        case .channelPadding(let op): try lower(op, node)
        case .pixelShuffle(let op): try lower(op, node)
        case .resize(let op): try lower(op, node)
        case .patchMerging: try lowerPatchMerging(node)
        case .windowAttention(let op): try lower(op, node)
        }
    }
}
