import FrankenBlueprint
import FrankenWeights

/// How upstream projects name the tensors of ConvNeXt checkpoints.
///
/// Some store a layer scale as `[C, 1, 1]` or a linear layer as a 1x1 convolution; the rules take
/// the extents of 1 off.
enum ConvNeXtUpstreamNames {
    /// Ours are timm's, but for the layer scale.
    ///
    /// timm's small relatives have convolutions for
    /// linear layers.
    static let timm = KeyLayout(
        name: "timm",
        rules: [
            .init(.suffix, from: ".gamma", to: ".gamma.weight"),
            .init(.dropUnitAxes, from: ".mlp.fc1.weight"),
            .init(.dropUnitAxes, from: ".mlp.fc2.weight"),
        ]
    )

    /// The authors' checkpoints.
    static func facebook(_ sizes: ConvNeXtSizes) -> KeyLayout {
        var rules: [KeyMap.Rule] = [
            .init(.prefix, from: "downsample_layers.0.", to: "stem."),
            .init(.prefix, from: "norm.", to: "head.norm."),
            .init(.prefix, from: "head.weight", to: "head.fc.weight"),
            .init(.prefix, from: "head.bias", to: "head.fc.bias"),
        ]
        for (stage, depth) in sizes.depths.enumerated() {
            if stage > 0 {
                rules.append(
                    .init(
                        .prefix,
                        from: "downsample_layers.\(stage).",
                        to: "stages.\(stage).downsample."
                    )
                )
            }
            for block in 0..<depth {
                rules.append(
                    .init(
                        .prefix,
                        from: "stages.\(stage).\(block).",
                        to: "stages.\(stage).blocks.\(block)."
                    )
                )
            }
        }
        for (theirs, ours) in [
            ("dwconv", "conv_dw"), ("pwconv1", "mlp.fc1"), ("pwconv2", "mlp.fc2"),
        ] {
            for role in ["weight", "bias"] {
                rules.append(.init(.suffix, from: ".\(theirs).\(role)", to: ".\(ours).\(role)"))
            }
        }
        rules.append(.init(.suffix, from: ".gamma", to: ".gamma.weight"))
        return KeyLayout(name: "facebook", rules: rules)
    }

    /// torchvision numbers everything along one list.
    static func torchvision(_ sizes: ConvNeXtSizes) -> KeyLayout {
        var rules: [KeyMap.Rule] = [
            .init(.prefix, from: "features.0.", to: "stem."),
            .init(.prefix, from: "classifier.0.", to: "head.norm."),
            .init(.prefix, from: "classifier.2.", to: "head.fc."),
        ]
        for (stage, depth) in sizes.depths.enumerated() {
            if stage > 0 {
                rules.append(
                    .init(
                        .prefix,
                        from: "features.\(2 * stage).",
                        to: "stages.\(stage).downsample."
                    )
                )
            }
            for block in 0..<depth {
                rules.append(
                    .init(
                        .prefix,
                        from: "features.\(2 * stage + 1).\(block).",
                        to: "stages.\(stage).blocks.\(block)."
                    )
                )
            }
        }
        for (theirs, ours) in [
            ("block.0", "conv_dw"), ("block.2", "norm"), ("block.3", "mlp.fc1"),
            ("block.5", "mlp.fc2"),
        ] {
            for role in ["weight", "bias"] {
                rules.append(.init(.suffix, from: ".\(theirs).\(role)", to: ".\(ours).\(role)"))
            }
        }
        rules.append(.init(.suffix, from: ".layer_scale", to: ".gamma.weight"))
        rules.append(.init(.dropUnitAxes, from: ".gamma.weight"))
        return KeyLayout(name: "torchvision", rules: rules)
    }
}
