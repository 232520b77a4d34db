import FrankenBlueprint
import FrankenGraph

/// A decoder family for tests: one convolution, with a kernel of the declared extent.
struct LadderDecoder: DecoderFamily {
    struct Sizes: Decodable, Sendable {
        let kernel: Int
        /// Channels made; those of the target unless a test wants a graph that does not fit.
        let makes: Int?
    }

    var name = "ladder-decoder"
    var layoutVersion = 1

    func check(
        _ sizes: Sizes,
        latent: LatentFormat,
        target: SplitPoint
    ) throws(DeclarationError) {
        try DeclarationError.check(sizes.kernel, in: 1...9, at: ["sizes", "kernel"])
        guard target.reduction == latent.reduction else {
            throw DeclarationError(at: ["splitPoint"], "has a reduction of \(target.reduction).")
        }
    }

    func graph(
        named name: String,
        sizes: Sizes,
        latent: LatentFormat,
        target: SplitPoint
    ) throws(GraphError) -> ModelGraph {
        var build = GraphBuilder(name, input: "latent", shape: [nil, latent.channels, nil, nil])
        let value = build.add(
            "features",
            .conv(
                latent.channels,
                sizes.makes ?? target.channels,
                kernel: sizes.kernel,
                padding: sizes.kernel / 2
            ),
            to: "latent"
        )
        return try build.graph(outputs: [value])
    }
}

/// A decoder file for ``LadderFile``'s backbones, with one piece replaced to make it wrong.
struct LadderDecoderFile {
    static let text = """
        {
          "format": "frankensplit-decoders",
          "version": 1,
          "builder": {"name": "ladder-decoder", "layout": 1},
          "recipes": [
            {
              "name": "wide",
              "displayName": "Wide",
              "backbones": ["ladder2"],
              "splitPoint": "stage2",
              "latentReduction": 4,
              "sizes": {"kernel": 3}
            },
            {
              "name": "narrow",
              "displayName": "Narrow",
              "backbones": ["steps2"],
              "splitPoint": "stage1",
              "latentChannels": 5,
              "latentReduction": 2,
              "sizes": {"kernel": 1}
            }
          ]
        }

        """

    static func source(
        replacing old: String = "",
        with new: String = "",
        name: String = "decoders.json"
    ) -> BlueprintSource {
        var text = text
        if !old.isEmpty, let range = text.firstRange(of: old) {
            text.replaceSubrange(range, with: new)
        }
        return BlueprintSource(name: name, bytes: Array(text.utf8))
    }
}
