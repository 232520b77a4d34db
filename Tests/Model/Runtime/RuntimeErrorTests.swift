import FrankenGraph
import FrankenRuntime
import Testing

@Suite struct RuntimeErrorTests {
    private func plan(
        _ op: Op,
        _ shape: Shape,
        given: Shape? = nil,
        _ options: PlanOptions = .init()
    ) throws -> Plan {
        let open = Shape([nil] + shape.extents.dropFirst())
        return try PlanCompiler(SeededTensors.model(NetworkSamples.single(op, open)))
            .plan(inputs: ["x": given ?? shape], options: options)
    }

    @Test("an average that rounds up and counts padding is refused by name")
    func averageRoundsUp() throws {
        let op = Op.pooling(
            .init(.average, kernel: .init(3), stride: .init(2), roundsUp: true)
        )
        #expect(throws: RuntimeError(.unsupportedOperation, node: "y", "")) {
            try plan(op, [1, 4, 6, 6])
        }
    }

    @Test("an output padding beyond the stride is refused by name")
    func outputPadding() throws {
        let op = Op.transposedConvolution(
            .init(
                inChannels: 4,
                outChannels: 4,
                kernel: .init(3),
                outputPadding: .init(1),
                dilation: .init(2)
            )
        )
        #expect(throws: RuntimeError(.unsupportedOperation, node: "y", "")) {
            try plan(op, [1, 4, 4, 4])
        }
    }

    @Test("a normalization over axis 1 of anything but a map is refused by name")
    func layerNormRank() throws {
        let op = Op.layerNormalization(.init(channels: 4, axis: .first))
        #expect(throws: RuntimeError(.unsupportedOperation, node: "y", "")) {
            try plan(op, [2, 4, 3])
        }
    }

    @Test("an open extent is refused with the input's name")
    func openExtent() throws {
        #expect(throws: RuntimeError(.invalidOption, node: "x", "")) {
            try plan(.relu, [1, 3, 4, 4], given: [nil, 3, 4, 4])
        }
        #expect(throws: RuntimeError(.invalidOption, node: "x", "")) {
            try PlanCompiler(SeededTensors.model(NetworkSamples.single(.relu, [nil, 3])))
                .plan(inputs: [:])
        }
    }

    @Test("shapes that do not fit are the graph's error")
    func wrongShape() throws {
        #expect(throws: GraphError(.wrongInput, node: "x", "")) {
            try plan(.relu, [1, 3, 4, 4], given: [1, 4, 4, 4])
        }
    }

    @Test("thread counts out of range are refused", arguments: [Int.min, -1, 0, 1025, Int.max])
    func threads(count: Int) throws {
        #expect(throws: RuntimeError(.invalidOption, "")) {
            try plan(.relu, [1, 3, 4, 4], .init(threads: count))
        }
    }

    @Test("bfloat16 is refused where the CPU has none")
    func precision() throws {
        let options = PlanOptions(precision: .bfloat16)
        if Precision.bfloat16.isSupported {
            print("skipped: this CPU computes in bfloat16")
            _ = try plan(.relu, [1, 3, 4, 4], options)
        } else {
            #expect(throws: RuntimeError(.unsupportedPrecision, "")) {
                try plan(.relu, [1, 3, 4, 4], options)
            }
        }
    }

    @Test("windows whose scores fit no memory are refused before memory is asked for")
    func hugeWindow() throws {
        let op = Op.windowAttention(.init(channels: 1, heads: 1, window: .init(200)))
        #expect(throws: RuntimeError(.outOfMemory, node: "y", "")) {
            try plan(op, [1, 1, 1, 1])
        }
        let merge = Op.patchMerging(.init())
        #expect(throws: RuntimeError(.outOfMemory, node: "y", "")) {
            try plan(merge, [1, 1 << 20, 1 << 18, 1])
        }
        #expect(throws: RuntimeError(.outOfMemory, node: "y", "")) {
            try plan(.resize(.init(.nearest, to: .scale(64))), [1, 1, 1 << 14, 1 << 14])
        }
    }

    @Test("a value that fits no memory is refused when its session is made")
    func hugeArena() throws {
        // 40 inputs of 4 TiB: more than there are addresses, however much the system promises.
        let inputs = (0..<40).map { ModelGraph.Input(name: "x\($0)", shape: [1 << 20, 1 << 20]) }
        let node = ModelGraph.Node("y", .relu, ["x0"])
        let graph = try ModelGraph(name: "huge", inputs: inputs, nodes: [node], outputs: ["y"])
        let plan = try PlanCompiler(SeededTensors.model(graph)).plan(inputs: [:])
        #expect(throws: RuntimeError(.outOfMemory, "")) { try plan.session() }
    }
}
