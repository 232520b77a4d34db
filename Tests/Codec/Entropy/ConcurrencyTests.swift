import FrankenEntropy
import Testing

@Suite("Coding on several threads")
struct ConcurrencyTests {
    @Test("every thread writes the same bytes and reads the same symbols", arguments: [1, 2, 8])
    func sameBits(taskCount: Int) async throws {
        let fixture = try LatentFixture(seed: 60, channels: 12, height: 20, width: 20)
        for coder in CoderID.allCases {
            let expected = try fixture.stream(coder)
            let decoder = fixture.decoder
            let results = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<taskCount {
                    group.addTask {
                        let stream = try fixture.stream(coder)
                        return stream == expected
                            && decoder.outcome(of: stream) == .success(fixture.symbols)
                    }
                }
                return try await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(results == [Bool](repeating: true, count: taskCount))
        }
    }
}
