import FrankenBlueprint
import FrankenGraph
import FrankenWeights

/// A family of one convolution that breaks one promise.
struct FaultyFamily: BackboneFamily {
    /// What is wrong with it.
    enum Fault: String, Sendable, CaseIterable {
        case nothing
        /// A node reads its own successor.
        case cyclic
        /// A convolution for other channels than it is given.
        case misshapen
        /// Another name each time.
        case stateful
        /// Classes change a layer in the middle.
        case spreadingClasses
        /// Two tensors of a checkpoint are dropped.
        case lossyLayout
        /// No checkpoint can be read.
        case noLayout
        /// A promised naming is not there.
        case missingLayout
    }

    struct Sizes: Decodable, Sendable {
        let width: Int
    }

    let fault: Fault
    let name = "faulty"
    let layoutVersion = 1
    let keyLayoutNames = ["upstream"]

    func keyLayouts(for sizes: Sizes) -> [KeyLayout] {
        switch fault {
        case .lossyLayout:
            [KeyLayout(name: "upstream", rules: [.init(.dropSuffix, from: ".bias")])]
        case .missingLayout: []
        default: [KeyLayout(name: "upstream")]
        }
    }

    func check(_ sizes: Sizes) throws(DeclarationError) {
        try DeclarationError.check(sizes.width, in: 1...64, at: ["width"])
    }

    func graph(
        named name: String,
        sizes: Sizes,
        classCount: Int
    ) throws(GraphError) -> ModelGraph {
        var build = GraphBuilder(name, input: "image", shape: [nil, 3, nil, nil])
        let width = fault == .spreadingClasses ? sizes.width + classCount : sizes.width
        let read = fault == .misshapen ? 4 : 3
        let prefix = fault == .stateful ? "conv\(UInt64.random(in: 0 ... .max))" : "conv"
        build.add(
            "conv",
            .conv(read, width, kernel: 3, stride: 2, padding: 1),
            to: fault == .cyclic ? "act" : "image",
            prefix: prefix
        )
        build.add("act", .relu, to: "conv")
        build.add("pool", .globalPooling(.init(.average)), to: "act")
        build.add("flat", .flatten(.init()), to: "pool")
        build.add("logits", .linear(width, classCount), to: "flat", prefix: "fc")
        return try build.graph(outputs: ["logits"])
    }

    /// The registry with this family and one relative of it.
    func registry() throws -> BlueprintRegistry {
        let layouts = fault == .noLayout ? "" : "\"upstream\""
        let text = """
            {
              "format": "frankensplit-blueprint", "version": 1,
              "builder": {"name": "faulty", "layout": 1},
              "family": {"id": "faulty", "displayName": "Faulty",
                "archetype": {"id": "convolutional", "displayName": "Convolutional"}},
              "preprocessings": {"small": {
                "resize": {"rule": "shorterSide", "size": 16}, "interpolation": "bilinear",
                "crop": {"width": 16, "height": 16},
                "mean": [0.5, 0.5, 0.5], "standardDeviation": [0.25, 0.25, 0.25]}},
              "branches": [{"id": "faulty", "displayName": "Faulty", "relatives": [{
                "name": "faulty1", "displayName": "Faulty 1", "sizes": {"width": 4},
                "classCount": 5, "preprocessing": "small", "keyLayouts": [\(layouts)],
                "splitPoints": [
                  {"name": "stage1", "value": "act", "channels": \(fault == .spreadingClasses ? 9 : 4),
                   "reduction": 2}]
              }]}]
            }
            """
        return try BlueprintRegistry(
            families: [self],
            files: [BlueprintSource(name: "faulty.json", bytes: Array(text.utf8))]
        )
    }
}
