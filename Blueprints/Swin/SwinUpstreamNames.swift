import FrankenBlueprint
import FrankenGraph
import FrankenWeights

/// How upstream projects name the tensors of Swin checkpoints.
enum SwinUpstreamNames {
    /// Tables that follow from the sizes, which some projects store all the same.
    private static let derived: [KeyMap.Rule] = [
        .init(.dropSuffix, from: ".relative_position_index"),
        .init(.dropSuffix, from: ".attn_mask"),
        .init(.dropSuffix, from: ".relative_coords_table"),
    ]

    /// What the second generation does otherwise in timm and in the authors' code: keys have no
    /// bias, so there is none between those of queries and values; a scale is `[heads, 1, 1]`.
    private static let second = (
        rules: [KeyMap.Rule(.dropUnitAxes, from: ".logit_scale")],
        joins: [KeyMap.Join([".q_bias", nil, ".v_bias"], to: ".qkv.bias")]
    )

    /// Ours are those of timm 0.9 and later.
    static func timm(_ sizes: SwinSizes) -> KeyLayout {
        let isSecond = sizes.generation == .second
        return KeyLayout(
            name: "timm",
            rules: derived + (isSecond ? second.rules : []),
            joins: isSecond ? second.joins : [],
            padding: .afterShift
        )
    }

    /// The authors' checkpoints, and timm's before 0.9: merging ends the stage before.
    static func microsoft(_ sizes: SwinSizes) -> KeyLayout {
        var rules = derived
        // From the deepest: a renamed merging must not be found again.
        for stage in sizes.depths.indices.dropFirst().reversed() {
            rules.append(
                .init(
                    .prefix,
                    from: "layers.\(stage - 1).downsample.",
                    to: "layers.\(stage).downsample."
                )
            )
        }
        rules.append(.init(.prefix, from: "head.", to: "head.fc."))
        guard sizes.generation == .second else { return KeyLayout(name: "microsoft", rules: rules) }
        return KeyLayout(name: "microsoft", rules: rules + second.rules, joins: second.joins)
    }

    /// torchvision numbers everything along one list.
    static func torchvision(_ sizes: SwinSizes) -> KeyLayout {
        var rules = derived
        rules.append(.init(.prefix, from: "features.0.0.", to: "patch_embed.proj."))
        rules.append(.init(.prefix, from: "features.0.2.", to: "patch_embed.norm."))
        for (stage, depth) in sizes.depths.enumerated() {
            if stage > 0 {
                rules.append(
                    .init(
                        .prefix,
                        from: "features.\(2 * stage).",
                        to: "layers.\(stage).downsample."
                    )
                )
            }
            for block in 0..<depth {
                rules.append(
                    .init(
                        .prefix,
                        from: "features.\(2 * stage + 1).\(block).",
                        to: "layers.\(stage).blocks.\(block)."
                    )
                )
            }
        }
        for (theirs, ours) in [("mlp.0", "mlp.fc1"), ("mlp.3", "mlp.fc2")] {
            for role in ["weight", "bias"] {
                rules.append(.init(.suffix, from: ".\(theirs).\(role)", to: ".\(ours).\(role)"))
            }
        }
        rules.append(.init(.prefix, from: "head.", to: "head.fc."))
        rules.append(.init(.dropUnitAxes, from: ".logit_scale"))
        return KeyLayout(name: "torchvision", rules: rules)
    }
}
