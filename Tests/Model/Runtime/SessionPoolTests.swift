import FrankenGraph
import FrankenRuntime
import Testing

@Suite("Session pool")
struct SessionPoolTests {
    private func pool(limit: Int) throws -> SessionPool {
        var build = GraphBuilder("small", input: "image", shape: [nil, 4])
        build.add("fc", .linear(4, 3), to: "image")
        let model = try Model.random(build.graph(outputs: ["fc"]), seed: 5)
        return try SessionPool(PlanCompiler(model).plan(inputs: ["image": [1, 4]]), limit: limit)
    }

    private func run(_ pool: SessionPool, _ value: Float, inside: () throws -> Void = {}) throws
        -> [Float]
    {
        try unsafe pool.run(
            write: { inputs in
                unsafe inputs[0].update(repeating: value)
                try inside()
            },
            read: { outputs in unsafe Array(outputs[0]) }
        )
    }

    @Test("A caller inside another one's run gets a session of its own")
    func nested() throws {
        let pool = try pool(limit: 3)
        let alone = try (run(pool, 1), run(pool, 2), run(pool, 3))
        #expect(pool.sessionCount == 1)
        var (second, third): ([Float], [Float]) = ([], [])
        let first = try run(pool, 1) {
            second = try run(pool, 2) { third = try run(pool, 3) }
        }
        #expect(first == alone.0 && second == alone.1 && third == alone.2)
        #expect(pool.sessionCount == 3)
        #expect(pool.byteCount == 3 * pool.plan.sessionByteCount)
        _ = try run(pool, 4)
        #expect(pool.sessionCount == 3)
    }

    @Test("More callers than sessions wait, and none gets another one's numbers")
    func waiting() async throws {
        let pool = try pool(limit: 2)
        let expected = try (0..<8).map { try run(pool, Float($0)) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask { try run(pool, Float(index % 8)) == expected[index % 8] }
            }
            for try await equal in group { #expect(equal) }
        }
        #expect(pool.sessionCount <= 2)
    }

    @Test("A run that fails gives its session back")
    func failure() throws {
        struct Stop: Error {}
        let pool = try pool(limit: 4)
        for _ in 0..<3 { #expect(throws: Stop.self) { try run(pool, 1) { throw Stop() } } }
        _ = try run(pool, 1)
        #expect(pool.sessionCount == 1)
    }
}
