import FrankenRuntime
import Testing

@Suite struct ArenaLayoutTests {
    @Test("buffers alive at the same time never overlap", arguments: 0..<UInt64(300))
    func disjoint(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let uses = (0..<Int.random(in: 1...60, using: &random)).map { _ in
            let first = Int.random(in: -1...40, using: &random)
            return ArenaLayout.Use(
                byteCount: Int.random(in: 1...5000, using: &random),
                first: first,
                last: first + Int.random(in: 0...10, using: &random)
            )
        }
        let arena = ArenaLayout(uses)
        #expect(arena.offsets.count == uses.count)
        for (index, use) in uses.enumerated() {
            let start = arena.offsets[index]
            #expect(start >= 0 && start % ArenaLayout.alignment == 0)
            #expect(start + use.byteCount <= arena.byteCount)
            for other in uses.indices.dropFirst(index + 1) {
                let meet = uses[other].first <= use.last && use.first <= uses[other].last
                let isApart =
                    start + use.byteCount <= arena.offsets[other]
                    || arena.offsets[other] + uses[other].byteCount <= start
                #expect(!meet || isApart, "buffers \(index) and \(other)")
            }
        }
        let aligned = uses.map { ($0.byteCount + 63) / 64 * 64 }
        #expect(arena.byteCount <= aligned.reduce(0, +))
        // No arena is smaller than what is alive at once.
        for step in -1...50 {
            let alive = uses.filter { $0.first <= step && step <= $0.last }
            #expect(arena.byteCount >= alive.reduce(0) { $0 + $1.byteCount })
        }
    }

    @Test("buffers that follow each other share bytes")
    func chain() {
        let uses = (0..<10).map {
            ArenaLayout.Use(byteCount: 1024, first: $0, last: $0 + 1)
        }
        #expect(ArenaLayout(uses).byteCount == 2048)
        #expect(ArenaLayout([]).byteCount == 0)
    }
}
