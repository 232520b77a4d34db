public import FrankenGraph

/// Writes encoder networks down as graphs.
///
/// Three residual blocks without normalization. After the sum of a block there is no activation,
/// so that a latent can be negative.
///
/// ```
/// x -> conv1 3x3 /s -> (relu) -> conv2 3x3 -> relu -> + -> y
///  \-> skip 1x1 /s, with bias ----------------------/
/// ```
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952.
public enum EncoderGraph {
    /// The name of the one input.
    public static let input = "image"

    /// The graph of an encoder.
    ///
    /// - Shape: `image` is `[N, 3, H, W]`, normalized; the latent is `[N, C, H / s, W / s]` with
    ///   `s` the product of the strides, rounded up.
    /// - Parameter sizes: Widths, latent channels, strides.
    /// - Returns: A graph whose one output is the latent before quantization.
    /// - Throws: ``CodecError`` with code `.invalidSizes`, `GraphError` when a number is too large.
    public static func make(_ sizes: EncoderSizes = .init()) throws -> ModelGraph {
        guard sizes.strides.count == 3, sizes.strides.allSatisfy({ (1...8).contains($0) }) else {
            throw CodecError(
                .invalidSizes,
                "an encoder has three blocks with strides of 1 to 8, found \(sizes.strides)"
            )
        }
        let widths = [3, sizes.widths.first, sizes.widths.second, sizes.latentChannels]
        guard widths.allSatisfy({ (1...4096).contains($0) }) else {
            throw CodecError(
                .invalidSizes,
                "an encoder's widths are 1 to 4096, found \(widths.dropFirst().map(\.self))"
            )
        }
        var build = GraphBuilder("encoder", input: input, shape: [nil, 3, nil, nil])
        var value = input
        for (index, stride) in sizes.strides.enumerated() {
            value = block(
                "rb\(index + 1)",
                &build,
                from: value,
                channels: (widths[index], widths[index + 1]),
                stride: stride,
                innerActivation: sizes.innerActivation
            )
        }
        return try build.graph(outputs: [value])
    }

    /// One residual block.
    private static func block(
        _ name: String,
        _ build: inout GraphBuilder,
        from source: String,
        channels: (input: Int, output: Int),
        stride: Int,
        innerActivation: EncoderSizes.InnerActivation
    ) -> String {
        let (input, output) = channels
        var branch = build.add(
            "\(name).conv1",
            .conv(input, output, kernel: 3, stride: stride, padding: 1),
            to: source
        )
        if innerActivation == .relu { branch = build.add("\(name).relu1", .relu, to: branch) }
        branch = build.add(
            "\(name).conv2",
            .conv(output, output, kernel: 3, padding: 1),
            to: branch
        )
        branch = build.add("\(name).relu2", .relu, to: branch)
        let isIdentity = stride == 1 && input == output
        let skip =
            isIdentity
            ? source
            : build.add(
                "\(name).skip",
                .conv(input, output, kernel: 1, stride: stride),
                to: source
            )
        return build.add("\(name).sum", .add, to: branch, skip)
    }
}
