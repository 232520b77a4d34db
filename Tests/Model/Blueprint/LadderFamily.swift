import FrankenBlueprint
import FrankenGraph

/// A family for tests: a ladder of stride-2 convolutions, `rung1`, `rung2` and so on.
struct LadderFamily: BackboneFamily {
    struct Sizes: Decodable, Sendable {
        enum Kind: String, DeclaredChoice {
            case plain, rectified
        }

        let kind: Kind
        let widths: [Int]
        /// What the first convolution reads; 3 unless a test wants a graph that does not fit.
        let reads: Int?
    }

    var name = "ladder"
    var layoutVersion = 1

    let keyLayoutNames = ["upstream"]

    func keyLayouts(for sizes: Sizes) -> [KeyLayout] { [KeyLayout(name: "upstream")] }

    func check(_ sizes: Sizes) throws(DeclarationError) {
        for (index, width) in sizes.widths.enumerated() {
            try DeclarationError.check(width, in: 1...512, at: ["widths", .index(index)])
        }
    }

    func graph(
        named name: String,
        sizes: Sizes,
        classCount: Int
    ) throws(GraphError) -> ModelGraph {
        var build = GraphBuilder(name, input: "image", shape: [nil, 3, nil, nil])
        var value = "image"
        var channels = sizes.reads ?? 3
        for (index, width) in sizes.widths.enumerated() {
            value = build.add(
                "rung\(index + 1)",
                .conv(channels, width, kernel: 3, stride: 2, padding: 1),
                to: value
            )
            channels = width
        }
        value = build.add("pool", .globalPooling(.init(.average)), to: value)
        value = build.add("flatten", .flatten(.init()), to: value)
        value = build.add("logits", .linear(channels, classCount), to: value)
        return try build.graph(outputs: [value])
    }
}

/// A blueprint file for ``LadderFamily``, with one piece replaced to make it wrong.
struct LadderFile {
    static let text = """
        {
          "format": "frankensplit-blueprint",
          "version": 1,
          "builder": {"name": "ladder", "layout": 1},
          "family": {
            "id": "ladder",
            "displayName": "Ladder",
            "archetype": {"id": "convolutional", "displayName": "Convolutional"}
          },
          "licenses": [{"subject": "weights", "spdx": "MIT"}],
          "preprocessings": {
            "small": {
              "resize": {"rule": "shorterSide", "size": 36}, "interpolation": "bilinear", "crop": {"width": 32, "height": 32},
              "mean": [0.5, 0.5, 0.5], "standardDeviation": [0.25, 0.25, 0.25]
            }
          },
          "branches": [
            {
              "id": "ladder",
              "displayName": "Ladder",
              "relatives": [
                {
                  "name": "ladder2",
                  "displayName": "Ladder 2",
                  "aliases": ["steps2"],
                  "sizes": {"kind": "plain", "widths": [8, 16]},
                  "classCount": 10,
                  "preprocessing": "small",
                  "keyLayouts": ["upstream"],
                  "parameterCount": 1562,
                  "multiplyAccumulateCount": 129184,
                  "splitPoints": [
                    {"name": "stage1", "value": "rung1", "channels": 8, "reduction": 2},
                    {"name": "stage2", "value": "rung2", "channels": 16, "reduction": 4}
                  ]
                },
                {
                  "name": "ladder3",
                  "displayName": "Ladder 3",
                  "sizes": {"kind": "rectified", "widths": [8, 16, 32]},
                  "classCount": 10,
                  "preprocessing": "small",
                  "keyLayouts": [],
                  "splitPoints": []
                }
              ]
            }
          ]
        }

        """

    static func source(
        replacing old: String = "",
        with new: String = "",
        name: String = "ladder.json"
    ) -> BlueprintSource {
        var text = text
        if !old.isEmpty, let range = text.firstRange(of: old) {
            text.replaceSubrange(range, with: new)
        }
        return BlueprintSource(name: name, bytes: Array(text.utf8))
    }
}
