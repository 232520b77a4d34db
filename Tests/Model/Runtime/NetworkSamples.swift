import FrankenGraph

/// Small networks that several suites run.
enum NetworkSamples {
    /// Two residual blocks, one with a strided shortcut, and a classifier.
    static func residual() throws -> ModelGraph {
        var build = GraphBuilder("residual", input: "image", shape: [nil, 3, nil, nil])
        build.add("conv1", .conv(3, 16, kernel: 3, padding: 1, bias: false), to: "image")
        build.add("bn1", .batchNorm(16), to: "conv1")
        build.add("relu1", .relu, to: "bn1")
        build.add("a.conv1", .conv(16, 16, kernel: 3, padding: 1), to: "relu1")
        build.add("a.relu1", .relu, to: "a.conv1")
        build.add("a.conv2", .conv(16, 16, kernel: 3, padding: 1, bias: false), to: "a.relu1")
        build.add("a.bn2", .batchNorm(16), to: "a.conv2")
        build.add("a.sum", .add, to: "a.bn2", "relu1")
        build.add("a.relu2", .relu, to: "a.sum")
        build.add("b.conv1", .conv(16, 32, kernel: 3, stride: 2, padding: 1), to: "a.relu2")
        build.add("b.relu1", .relu, to: "b.conv1")
        build.add("b.conv2", .conv(32, 32, kernel: 3, padding: 1), to: "b.relu1")
        build.add("b.down", .conv(16, 32, kernel: 1, stride: 2, bias: false), to: "a.relu2")
        build.add("b.downNorm", .batchNorm(32), to: "b.down")
        build.add("b.sum", .add, to: "b.conv2", "b.downNorm")
        build.add("b.relu2", .relu, to: "b.sum")
        build.add("pool", .globalPooling(.init()), to: "b.relu2")
        build.add("flat", .flatten(.init()), to: "pool")
        build.add("fc", .linear(32, 10), to: "flat")
        return try build.graph(outputs: ["fc"])
    }

    /// The residual network's image.
    static func image(batch: Int = 2, side: Int = 16) -> (shapes: [String: Shape], values: [Float])
    {
        let shape = [batch, 3, side, side]
        return (
            ["image": Shape(shape)],
            SeededTensors.input("image", of: "residual", shape: shape)
        )
    }

    /// One op on one input.
    static func single(_ op: Op, _ shape: Shape) throws -> ModelGraph {
        var build = GraphBuilder("single", input: "x", shape: shape)
        build.add("y", op, to: "x")
        return try build.graph(outputs: ["y"])
    }
}
