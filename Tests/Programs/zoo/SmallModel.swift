import Foundation
import FrankenBlueprint
import FrankenFamilies
import FrankenGraph
import FrankenImage
import FrankenInference
import FrankenWeights

/// ResNet-20 with seeded random weights, as a file for `zoo` and as a value for this process.
enum SmallModel {
    static let photos = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Photos").standardizedFileURL
    static let good = ["ramp.png", "stripes.jpg", "rings.webp", "grey.png"]

    static func photo(_ name: String) -> String { photos.appending(path: name).path }

    static func blueprint() throws -> BackboneBlueprint {
        try BuiltInBlueprints.registry().backbone(named: "resnet20")
    }

    static func weights() throws -> TensorStore {
        try Model.random(blueprint().graph(), seed: 20).weights
    }

    /// Options of `classify` and `evaluate` for the weights in a file of the folder.
    static func options(in folder: ScratchFolder) throws -> [String] {
        let file = folder.file("resnet20.safetensors").path
        try SafetensorsWriter().write(weights(), to: file)
        return ["--backbone", "resnet20", "--weights", file, "--threads", "1"]
    }

    /// What the library says of a photo.
    static func predictions(
        _ path: String,
        resize: Int? = nil,
        crop: Int? = nil
    ) throws -> [Prediction] {
        var backbone = try Backbone(blueprint(), weights: weights())
        if let resize { backbone.preprocessing.resize = .shorterSide(resize) }
        if let crop { backbone.preprocessing.crop = PixelSize(width: crop, height: crop) }
        let photo = try ImageDecoder.decode(contentsOf: path)
        return try Classifier(backbone).classify([photo], top: 10)[0]
    }
}
