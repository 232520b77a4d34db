import FrankenBlueprint
import FrankenGraph

/// The residual block every decoder begins with.
///
/// ```
/// x -> conv1 3x3 -> (leaky) -> conv2 3x3 -> (norm) -> leaky -> + -> y
///  \-> skip 1x1, with bias, where channels or resolution change -/
/// ```
/// Upsampling doubles rows and columns: `conv1` and `skip` are transposed then.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952.
struct RestorationBlock {
    /// What stands between the two 3x3 convolutions; parameters are the same.
    enum InnerActivation: String, DeclaredChoice {
        /// Leaky rectified linear unit: what the method means.
        case leakyRelu
        /// Nothing: what the released code does, because a type test in it never holds.
        case identity
    }

    let inChannels: Int
    let outChannels: Int
    var innerActivation = InnerActivation.leakyRelu
    var isUpsampling = false
    /// Whether the branch is normalized over its channels.
    var isNormalized = false

    /// Adds the block.
    ///
    /// - Returns: The name of its last value, `<name>.sum`.
    func add(_ name: String, to build: inout GraphBuilder, from source: String) -> String {
        var branch = build.add("\(name).conv1", convolution(kernel: 3, padding: 1), to: source)
        if innerActivation == .leakyRelu {
            branch = build.add("\(name).act1", .activation(.init(.leakyRelu)), to: branch)
        }
        branch = build.add(
            "\(name).conv2",
            .conv(outChannels, outChannels, kernel: 3, padding: 1),
            to: branch
        )
        if isNormalized {
            branch = build.add(
                "\(name).norm",
                .layerNormalization(.init(channels: outChannels, epsilon: 1e-6, axis: .first)),
                to: branch
            )
        }
        branch = build.add("\(name).act2", .activation(.init(.leakyRelu)), to: branch)
        let isIdentity = !isUpsampling && inChannels == outChannels
        let skip =
            isIdentity
            ? source : build.add("\(name).skip", convolution(kernel: 1, padding: 0), to: source)
        return build.add("\(name).sum", .add, to: branch, skip)
    }

    private func convolution(kernel: Int, padding: Int) -> Op {
        guard isUpsampling else {
            return .conv(inChannels, outChannels, kernel: kernel, padding: padding)
        }
        return .transposedConvolution(
            .init(
                inChannels: inChannels,
                outChannels: outChannels,
                kernel: .init(kernel),
                stride: .init(2),
                padding: .init(padding),
                outputPadding: .init(1)
            )
        )
    }
}
