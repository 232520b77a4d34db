import FrankenGraph
import FrankenRuntime
import FrankenWeights
import Testing

/// Large maps first, large weights last: what makes a plan take a batch in portions.
@Suite struct BatchPortionTests {
    private static func funnel() throws -> Model {
        var build = GraphBuilder("funnel", input: "image", shape: [nil, 3, nil, nil])
        build.add("stem", .conv(3, 32, kernel: 3, padding: 1), to: "image")
        build.add("entry", .relu, to: "stem")
        build.add("branch", .conv(32, 32, kernel: 3, padding: 1), to: "entry")
        build.add("sum", .add, to: "branch", "entry")
        build.add("early", .relu, to: "sum")
        build.add("pool", .maxPool(8, stride: 8), to: "early")
        build.add("wide", .conv(32, 256, kernel: 3, padding: 1), to: "pool")
        build.add("late", .relu, to: "wide")
        build.add("mean", .globalPooling(.init()), to: "late")
        build.add("flat", .flatten(.init()), to: "mean")
        build.add("logits", .linear(256, 7), to: "flat")
        let graph = try build.graph(outputs: ["logits"])
        var state: UInt64 = 7
        let tensors = try graph.parameters.map { parameter in
            let floats = (0..<parameter.shape.reduce(1, *)).map { _ -> Float in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Float(Int64(bitPattern: state) >> 40) / Float(1 << 24) * 0.3
            }
            return try MemoryTensor(name: parameter.name, shape: parameter.shape, floats: floats)
        }
        return try Model(graph: graph, weights: TensorStore(inMemory: tensors))
    }

    @Test(
        "a batch in portions gives what each image alone gives",
        arguments: [2, 3, 4, 6],
        [1, 2]
    )
    func equalsSingles(batch: Int, threads: Int) throws {
        let compiler = try PlanCompiler(Self.funnel())
        let options = PlanOptions(threads: threads)
        let single = try compiler.plan(inputs: ["image": [1, 3, 96, 96]], options: options)
        let whole = try compiler.plan(
            inputs: ["image": Shape([batch, 3, 96, 96])],
            options: options
        )
        let image = 3 * 96 * 96
        let pixels = (0..<batch * image).map { Float($0 * 37 % 255) / 255 - 0.5 }
        let together = try whole.session().run([pixels])[0]
        let session = try single.session()
        // Twice: the second run must not see what the first left in the arena.
        #expect(try whole.session().run([pixels])[0] == together)
        for index in 0..<batch {
            let alone = try session.run([Array(pixels[index * image..<(index + 1) * image])])[0]
            let largest = alone.map(abs).max() ?? 0
            for (left, right) in zip(alone, together[index * 7..<(index + 1) * 7]) {
                #expect(abs(left - right) <= 1e-5 * largest)
            }
        }
    }

    @Test("portions keep only their own maps in memory")
    func memory() throws {
        let compiler = try PlanCompiler(Self.funnel())
        let plan = try compiler.plan(inputs: ["image": [8, 3, 224, 224]])
        // A sum needs two maps of 32 channels at once; those of all eight images would be 103 MB.
        let wholeBatch = 8 * 2 * 32 * 224 * 224 * 4
        #expect(plan.sessionByteCount < wholeBatch / 2)
    }
}
