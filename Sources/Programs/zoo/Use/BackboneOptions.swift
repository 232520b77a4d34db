import ArgumentParser
import FrankenBlueprint
import FrankenImage
import FrankenInference
import FrankenWeights

/// Which backbone, and its weights.
struct BackboneOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The backbone, as in `zoo list`.", valueName: "name"))
    var backbone: String

    @Option(
        help: ArgumentHelp(
            "A checkpoint with torchvision's or timm's names (.safetensors, .pth).",
            valueName: "file"
        ),
        completion: .file()
    )
    var weights: String

    @Option(
        help: ArgumentHelp(
            "Class names, one a line in index order. ImageNet's and CIFAR-10's are built in.",
            valueName: "file"
        ),
        completion: .file()
    )
    var labels: String?

    /// Loads the backbone.
    func load() throws -> Backbone {
        try BackboneLoader.load(backbone, weights: weights, labels: labels)
    }
}

/// How photos are prepared, where it is not as the backbone says.
struct PreparationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Resize the shorter side to this before the center crop (default: the backbone's own).",
            valueName: "pixels"
        )
    )
    var resize: Int?

    @Option(
        help: ArgumentHelp(
            "Side of the center crop, which a backbone's own need not be (default: its own).",
            valueName: "pixels"
        )
    )
    var crop: Int?

    func validate() throws {
        if let crop, !(1...Preprocessing.maximumSide).contains(crop) {
            throw ValidationError(
                "--crop must be 1 to \(Preprocessing.maximumSide), found \(crop)."
            )
        }
        if let resize, !(1...Preprocessing.maximumSide).contains(resize) {
            throw ValidationError(
                "--resize must be 1 to \(Preprocessing.maximumSide), found \(resize)."
            )
        }
    }

    /// The backbone with these wishes.
    func applied(to backbone: Backbone) -> Backbone {
        var backbone = backbone
        if let resize { backbone.preprocessing.resize = .shorterSide(resize) }
        if let crop { backbone.preprocessing.crop = PixelSize(width: crop, height: crop) }
        return backbone
    }
}
