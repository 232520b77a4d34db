import FrankenGraph

/// 1x1, grouped 3x3 with the stride, a gate per channel, 1x1; and a shortcut around them.
struct RegNetBlock {
    let prefix: String
    let inChannels: Int
    let outChannels: Int
    let stride: Int
    let sizes: RegNetSizes

    /// Writes the block; its value is called `result`.
    func add(to build: inout GraphBuilder, from source: String, as result: String) -> String {
        let width = outChannels
        let groups = width / min(sizes.groupWidth, width)
        var value = normalized(
            "a",
            .conv(inChannels, width, kernel: 1, bias: false),
            source,
            &build
        )
        value = build.add("\(prefix).f.a.2", .relu, to: value)
        let grouped: Op = .conv(
            width,
            width,
            kernel: 3,
            stride: stride,
            padding: 1,
            groups: groups,
            bias: false
        )
        value = normalized("b", grouped, value, &build)
        value = build.add("\(prefix).f.b.2", .relu, to: value)
        if sizes.isExciting { value = gated(value, width, &build) }
        value = normalized("c", .conv(width, width, kernel: 1, bias: false), value, &build)
        var shortcut = source
        if stride != 1 || inChannels != width {
            let projection: Op = .conv(inChannels, width, kernel: 1, stride: stride, bias: false)
            shortcut = build.add("\(prefix).proj.0", projection, to: source)
            shortcut = build.add("\(prefix).proj.1", .batchNorm(width), to: shortcut)
        }
        let sum = build.add("\(prefix).add", .add, to: value, shortcut)
        return build.add(result, .relu, to: sum)
    }

    private func normalized(
        _ part: String,
        _ convolution: Op,
        _ source: String,
        _ build: inout GraphBuilder
    ) -> String {
        let value = build.add("\(prefix).f.\(part).0", convolution, to: source)
        return build.add("\(prefix).f.\(part).1", .batchNorm(outChannels), to: value)
    }

    /// Squeeze and excitation (Hu et al., 2017, arXiv:1709.01507).
    private func gated(_ source: String, _ width: Int, _ build: inout GraphBuilder) -> String {
        let (gate, middle) = ("\(prefix).f.se", sizes.squeezed(from: inChannels))
        var value = build.add("\(gate).avgpool", .globalPooling(.init(.average)), to: source)
        value = build.add("\(gate).fc1", .conv(width, middle, kernel: 1), to: value)
        value = build.add("\(gate).activation", .relu, to: value)
        value = build.add("\(gate).fc2", .conv(middle, width, kernel: 1), to: value)
        value = build.add("\(gate).scale", .activation(.init(.sigmoid)), to: value)
        return build.add("\(gate).gate", .multiply, to: source, value)
    }
}
