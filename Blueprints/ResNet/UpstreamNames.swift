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
}
