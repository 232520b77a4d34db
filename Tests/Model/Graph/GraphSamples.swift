import Foundation
import FrankenBytes
import FrankenGraph

/// Graphs that the coding suites share.
enum GraphSamples {
    /// One node of every op, each attribute away from its default where it has one.
    static func everyOp() throws -> ModelGraph {
        var build = GraphBuilder(
            "everyOp",
            inputs: [
                .init(name: "image", shape: [nil, 3, nil, nil]),
                .init(name: "gate", shape: [nil, 8, 1, 1]),
            ]
        )
        let square = Extent2D(2)
        build.add(
            "conv",
            .convolution(
                .init(
                    inChannels: 3,
                    outChannels: 9,
                    kernel: .init(3, 5),
                    stride: .init(2, 1),
                    padding: .init(1, 2),
                    dilation: .init(1, 2),
                    groups: 3,
                    bias: false
                )
            ),
            to: "image",
            prefix: "stem.conv"
        )
        build.add(
            "up",
            .transposedConvolution(
                .init(
                    inChannels: 9,
                    outChannels: 8,
                    kernel: .init(3),
                    stride: square,
                    padding: .init(1),
                    outputPadding: .init(1)
                )
            ),
            to: "conv"
        )
        build.add("norm", .batchNormalization(.init(channels: 8, epsilon: 1e-3)), to: "up")
        build.add("act", .activation(.init(.leakyRelu, slope: 0.2)), to: "norm")
        build.add("gated", .multiply, to: "act", "gate")
        build.add("sum", .add, to: "gated", "act")
        build.add("scaled", .channelScale(.init(channels: 8)), to: "sum")
        build.add(
            "gdn",
            .divisiveNormalization(.init(channels: 8, form: .absolute, inverse: true)),
            to: "scaled"
        )
        build.add(
            "pool",
            .pooling(
                .init(
                    .average,
                    kernel: .init(3, 2),
                    stride: square,
                    padding: .init(1),
                    roundsUp: true,
                    countsPadding: false
                )
            ),
            to: "gdn"
        )
        build.add("few", .subsample(.init(stride: .init(1, 2))), to: "pool")
        build.add("wide", .channelPadding(.init(before: 1, after: 3)), to: "few")
        build.add("shuffled", .pixelShuffle(.init(factor: 2)), to: "wide")
        build.add("twice", .resize(.init(.nearest, to: .scale(2))), to: "shuffled")
        build.add("sized", .resize(.init(.bilinear, to: .size(.init(8, 6)))), to: "twice")
        build.add("joined", .concatenation(.init(axis: 1)), to: "sized", "sized")
        build.add("tokens", .permute(.init([0, 2, 3, 1])), to: "joined")
        build.add("layerNorm", .layerNormalization(.init(channels: 6, epsilon: 1e-6)), to: "tokens")
        build.add(
            "attended",
            .windowAttention(
                .init(channels: 6, heads: 2, window: .init(4), shift: .init(2, 1))
            ),
            to: "layerNorm"
        )
        build.add("merged", .patchMerging(.init()), to: "attended")
        build.add("mixed", .linear(24, 5, bias: false), to: "merged")
        build.add("map", .permute(.init([0, 3, 1, 2])), to: "mixed")
        build.add("global", .globalPooling(.init(.maximum)), to: "map")
        build.add("line", .reshape(.init([0, -1])), to: "global")
        build.add("shares", .softmax(.init(axis: 1)), to: "line")
        build.add("flat", .flatten(.init(first: 0, last: 1)), to: "shares")
        return try build.graph(outputs: ["flat", "sum"])
    }

    /// The committed bytes of ``everyOp()``.
    static func golden() throws -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/every-op.json")
        return try Array(Data(contentsOf: file))
    }
}
