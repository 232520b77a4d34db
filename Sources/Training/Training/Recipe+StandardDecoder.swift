public import FrankenBlueprint
public import FrankenRecipes

extension Recipe {
    /// The recipe of a decoder where none is named: head distillation for a backbone's preferred
    /// decoder, with Adam and a cosine.
    ///
    /// - Parameters:
    ///   - backbone: A name or alias.
    ///   - registry: Where its decoders are declared.
    ///   - steps: Steps of 16 images.
    ///   - side: Columns and rows of an image in training.
    /// - Returns: A complete recipe; it is written beside the result.
    /// - Throws: `TaxonomyError` for a backbone or decoder that nobody declares.
    public static func standardDecoder(
        for backbone: String,
        registry: BlueprintRegistry,
        steps: Int,
        side: Int
    ) throws -> Recipe {
        let name = try registry.backbone(named: backbone).name
        let decoder = try registry.decoder(for: name)
        let text = """
            {
              "schema": "\(Recipe.schema)",
              "name": "\(name)-decoder",
              "summary": "A decoder on a frozen encoder, by head distillation.",
              "purpose": "decoder",
              "teacher": {"backbone": "\(name)", "splitPoint": "\(decoder.splitPoint.name)"},
              "decoder": "\(decoder.name)",
              "precision": "bf16",
              "seeds": {"parameters": 0, "data": 0, "noise": 0},
              "stages": [
                {
                  "name": "features",
                  "steps": \(max(steps, 1)),
                  "batch": 16,
                  "augmentation": {
                    "crop": "randomResized", "side": \(side), "scale": [0.3, 1],
                    "ratio": [0.75, 1.3333333333333333], "flip": 0.5,
                    "interpolation": "bilinear", "scaledDecoding": true
                  },
                  "objective": {"features": {"weight": 1, "deeper": []}},
                  "quantizer": "noise",
                  "optimizer": {
                    "rule": "adam", "learningRate": 0.001, "weightDecay": 0,
                    "firstDecay": 0.9, "secondDecay": 0.999, "epsilon": 1e-08
                  },
                  "schedule": {"form": "cosine", "floor": 0.01, "warmupSteps": 20}
                }
              ],
              "evaluation": {"interval": 1000, "images": 200},
              "checkpointInterval": 200
            }
            """
        return try Recipe(bytes: Array(text.utf8), name: "the standard recipe")
    }
}
