import FrankenBlueprint

/// How upstream projects name the tensors of ResNet checkpoints.
enum UpstreamNames {
    /// Ours are torchvision's.
    static let torchvision = KeyLayout(name: "torchvision") { $0 }

    /// timm's plain ResNets, Wide ResNets and ResNeXts use the same names (its `resnet50d` and
    /// other variants with another stem or pooled shortcuts are other architectures).
    static let timm = KeyLayout(name: "timm") { $0 }

    /// akamaster/pytorch_resnet_cifar10 calls the classifier `linear`.
    static let akamaster = KeyLayout(name: "akamaster") { key in
        switch key {
        case "linear.weight": "fc.weight"
        case "linear.bias": "fc.bias"
        default: key
        }
    }
}
