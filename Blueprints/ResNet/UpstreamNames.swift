import FrankenBlueprint
import FrankenWeights

/// How upstream projects name the tensors of ResNet checkpoints.
enum UpstreamNames {
    /// Ours are torchvision's.
    static let torchvision = KeyLayout(name: "torchvision")

    /// timm's plain ResNets, Wide ResNets and ResNeXts use the same names (its `resnet50d` and
    /// other variants with another stem or pooled shortcuts are other architectures).
    static let timm = KeyLayout(name: "timm")

    /// akamaster/pytorch_resnet_cifar10 calls the classifier `linear`.
    static let akamaster = KeyLayout(
        name: "akamaster",
        rules: [
            .init(.exact, from: "linear.weight", to: "fc.weight"),
            .init(.exact, from: "linear.bias", to: "fc.bias"),
        ]
    )

    /// keras.applications: kernels are `[H, W, in, out]`, the classifier's is `[in, out]`.
    ///
    /// Layer and weight have a slash between them (Keras 3's paths), `:0` behind that (Keras 2), or
    /// a dot, as converters write it.
    static func keras(_ sizes: ResNetSizes) -> KeyLayout {
        let norm = [
            ("gamma", "weight"), ("beta", "bias"), ("moving_mean", "running_mean"),
            ("moving_variance", "running_var"),
        ]
        var rules = [KeyMap.Rule(.suffix, from: ":0", to: "")]
        for role in ["kernel", "bias"] + norm.map(\.0) {
            rules.append(.init(.suffix, from: "/\(role)", to: ".\(role)"))
        }
        func layer(_ kind: KeyMap.Rule.Kind, _ theirs: String, _ ours: String, axes: [Int]) {
            rules.append(
                .init(kind, from: "\(theirs).kernel", to: "\(ours).weight", axes: axes)
            )
            rules.append(.init(kind, from: "\(theirs).bias", to: "\(ours).bias"))
        }
        func normalization(_ kind: KeyMap.Rule.Kind, _ theirs: String, _ ours: String) {
            for (from, to) in norm {
                rules.append(.init(kind, from: "\(theirs).\(from)", to: "\(ours).\(to)"))
            }
        }
        layer(.exact, "predictions", "fc", axes: [1, 0])
        layer(.exact, "conv1_conv", "conv1", axes: outputsFirst)
        normalization(.exact, "conv1_bn", "bn1")
        for (stage, depth) in sizes.depths.enumerated() {
            for block in 0..<depth {
                rules.append(
                    .init(
                        .prefix,
                        from: "conv\(stage + 2)_block\(block + 1)_",
                        to: "layer\(stage + 1).\(block)."
                    )
                )
            }
        }
        layer(.suffix, ".0_conv", ".downsample.0", axes: outputsFirst)
        normalization(.suffix, ".0_bn", ".downsample.1")
        for index in 1...3 {
            layer(.suffix, ".\(index)_conv", ".conv\(index)", axes: outputsFirst)
            normalization(.suffix, ".\(index)_bn", ".bn\(index)")
        }
        return KeyLayout(name: "keras", rules: rules)
    }

    /// `[H, W, in, out]` to `[out, in, H, W]`.
    private static let outputsFirst = [3, 2, 0, 1]
}
