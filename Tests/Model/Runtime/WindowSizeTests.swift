import FrankenGraph
import FrankenRuntime
import FrankenTesting
import Testing

/// Attention in windows of few, usual and many tokens against the plain interpreter.
struct WindowSizeTests {
    /// Fewer tokens than a vector holds, whole vectors, some with a rest.
    static let windows: [(height: Int, width: Int)] = [
        (1, 1), (3, 3), (4, 4), (1, 17), (7, 7), (8, 8), (1, 100),
    ]

    @Test("every window size, shifted or not, on one thread and two", arguments: windows)
    func sizes(window: (height: Int, width: Int)) throws {
        let (height, width) = window
        let kinds: [(isShifted: Bool, padding: WindowAttention.Padding)] = [
            (false, .beforeShift), (true, .beforeShift), (true, .afterShift),
        ]
        for (isShifted, padding) in kinds where !isShifted || height > 1 {
            // A half window more than one, so that windows are padded too.
            let shape = [2, height + height / 2, width + width / 2, 4]
            let attention = WindowAttention(
                channels: 4,
                heads: 2,
                window: .init(height, width),
                shift: isShifted ? .init(height / 2, width / 2) : .init(0),
                padding: padding
            )
            var build = GraphBuilder("windows", input: "tokens", shape: [2, nil, nil, 4])
            build.add("attention", .windowAttention(attention), to: "tokens")
            let graph = try build.graph(outputs: ["attention"])
            let input = SeededTensors.input("tokens", of: graph.name, shape: shape)
            let shapes = ["tokens": Shape(shape)]
            let expected = try ReferenceInterpreter(seeded: graph)
                .run([input], shapes: shapes)
            for (precision, tolerance) in [(Precision.float32, 2e-5), (.bfloat16, 2e-2)]
            where precision.isSupported {
                for threads in [1, 2] {
                    let plan = try PlanCompiler(SeededTensors.model(graph)).plan(
                        inputs: shapes,
                        options: .init(precision: precision, threads: threads)
                    )
                    #expect(plan.steps.contains { $0.kernel == "attend" })
                    Closeness.check(
                        try plan.session().run([input]),
                        [(expected["attention"]?.values ?? []).map { Float($0) }],
                        within: tolerance,
                        "\(precision), \(threads) threads, shifted \(isShifted), \(padding)"
                    )
                }
            }
        }
    }
}
