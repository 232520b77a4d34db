public import FrankenBlueprint
public import FrankenGraph

/// ResNet, Wide ResNet and ResNeXt, for ImageNet and for CIFAR.
///
/// Parameters have torchvision's names. Values are called as torchvision's modules, so the
/// features after stage 2 are `layer2`:
/// ```
/// image -> conv1 -> bn1 -> relu -> maxpool -> layer1 -> layer2 -> layer3 -> layer4
///       -> avgpool -> flatten -> logits
/// ```
/// - SeeAlso: He et al., 2015, arXiv:1512.03385; Zagoruyko and Komodakis, 2016, arXiv:1605.07146;
///   Xie et al., 2016, arXiv:1611.05431.
public struct ResNetFamily: BackboneFamily {
    /// `resnet`, as `resnet.json` says.
    public let name = "resnet"
    /// Version 1: torchvision's names.
    public let layoutVersion = 1

    /// The family; it has no state.
    public init() {}

    /// The projects whose checkpoints can be imported.
    public let keyLayoutNames = ["torchvision", "timm", "akamaster", "keras"]

    /// torchvision, timm, the CIFAR checkpoints of akamaster/pytorch_resnet_cifar10, and Keras.
    ///
    /// - Parameter sizes: Sizes that passed ``check(_:)``; Keras numbers stages and blocks.
    /// - Returns: The four layouts.
    public func keyLayouts(for sizes: ResNetSizes) -> [KeyLayout] {
        [
            UpstreamNames.torchvision, UpstreamNames.timm, UpstreamNames.akamaster,
            UpstreamNames.keras(sizes),
        ]
    }

    /// Refuses sizes that make no ResNet.
    ///
    /// - Parameter sizes: What a file declares.
    /// - Throws: `DeclarationError` with the field at fault.
    public func check(_ sizes: ResNetSizes) throws(DeclarationError) {
        try sizes.check()
    }

    /// The graph of one ResNet.
    ///
    /// - Shape: `image` is `[N, 3, H, W]`, `logits` is `[N, classCount]`.
    /// - Parameters:
    ///   - name: What to call the graph.
    ///   - sizes: Sizes that passed ``check(_:)``.
    ///   - classCount: Classes the last layer tells apart.
    /// - Returns: A validated graph.
    /// - Throws: `GraphError` where the sizes do not fit together, for example groups that do
    ///   not divide the channels.
    public func graph(
        named name: String,
        sizes: ResNetSizes,
        classCount: Int
    ) throws(GraphError) -> ModelGraph {
        var network = ResNetGraph(name: name, sizes: sizes)
        network.addStem()
        for stage in sizes.depths.indices { network.addStage(stage) }
        return try network.graph(classCount: classCount)
    }
}
