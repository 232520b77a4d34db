import FrankenZoo
import Synchronization
import Testing

@Suite("Values that take memory, within a limit")
struct LeasePoolTests {
    private typealias Pool = LeasePool<String, String>

    /// Counts loads.
    private final class Loader: Sendable {
        let loads = Mutex<[String: Int]>([:])

        func load(_ key: String, _ byteCount: Int) -> Pool.Loaded {
            loads.withLock { $0[key, default: 0] += 1 }
            return ("value of \(key)", byteCount)
        }

        func count(_ key: String) -> Int { loads.withLock { $0[key] ?? 0 } }
    }

    private struct LoadFailure: Error, Equatable {}

    @Test("What was not used for longest goes first, and comes again when it is asked for")
    func leastRecentlyUsed() throws {
        let (pool, loader) = (Pool(byteLimit: 100), Loader())
        func use(_ key: String) throws -> String {
            try pool.lease(key, estimate: 40) { loader.load(key, 40) }.value
        }
        #expect(try use("a") == "value of a")
        #expect(try use("b") == "value of b")
        #expect(try use("a") == "value of a")
        #expect(pool.contents.map(\.key) == ["b", "a"])
        #expect(try use("c") == "value of c")
        #expect(pool.contents.map(\.key) == ["a", "c"])
        #expect(pool.byteCount == 80)
        #expect(try use("b") == "value of b")
        #expect(["a", "b", "c"].map(loader.count) == [1, 2, 1])
    }

    @Test("What is leased stays; without room the error says how much is held")
    func leased() throws {
        let (pool, loader) = (Pool(byteLimit: 100), Loader())
        let first = try pool.lease("a", estimate: 60) { loader.load("a", 60) }
        #expect(throws: Pool.Refusal.inUse(byteCount: 60, wanted: 50)) {
            try pool.lease("b", estimate: 50) { loader.load("b", 50) }
        }
        #expect(loader.count("b") == 0)
        #expect(pool.contents.map(\.key) == ["a"])
        withExtendedLifetime(first) {}
    }

    @Test("A lease that ends makes room")
    func ended() throws {
        let (pool, loader) = (Pool(byteLimit: 100), Loader())
        do {
            let lease = try pool.lease("a", estimate: 60) { loader.load("a", 60) }
            #expect(pool.contents.map(\.leases) == [1])
            withExtendedLifetime(lease) {}
        }
        #expect(pool.contents.map(\.leases) == [0])
        _ = try pool.lease("b", estimate: 50) { loader.load("b", 50) }
        #expect(pool.contents.map(\.key) == ["b"])
    }

    @Test("A value above the limit is refused, by its estimate or by what it takes")
    func tooLarge() throws {
        let (pool, loader) = (Pool(byteLimit: 100), Loader())
        #expect(throws: Pool.Refusal.tooLarge(byteCount: 101)) {
            try pool.lease("a", estimate: 101) { loader.load("a", 101) }
        }
        #expect(loader.count("a") == 0)
        #expect(throws: Pool.Refusal.tooLarge(byteCount: 200)) {
            try pool.lease("a", estimate: 10) { loader.load("a", 200) }
        }
        #expect(pool.contents.isEmpty)
        // What others hold is not lost by it.
        let held = try pool.lease("b", estimate: 60) { loader.load("b", 60) }
        #expect(throws: Pool.Refusal.inUse(byteCount: 60, wanted: 50)) {
            try pool.lease("c", estimate: 10) { loader.load("c", 50) }
        }
        #expect(pool.contents.map(\.key) == ["b"])
        withExtendedLifetime(held) {}
    }

    @Test("A load that fails leaves nothing behind")
    func failure() throws {
        let (pool, loader) = (Pool(byteLimit: 100), Loader())
        #expect(throws: LoadFailure()) {
            try pool.lease("a", estimate: 10) { throw LoadFailure() }
        }
        #expect(pool.contents.isEmpty && pool.byteCount == 0)
        let lease = try pool.lease("a", estimate: 10) { loader.load("a", 10) }
        #expect(lease.value == "value of a")
    }

    @Test("A value that grows makes others go, and is not dropped while it is held")
    func growth() throws {
        let (pool, loader) = (Pool(byteLimit: 100), Loader())
        let held = try pool.lease("a", estimate: 40) { loader.load("a", 40) }
        _ = try pool.lease("b", estimate: 40) { loader.load("b", 40) }
        pool.update("a", byteCount: 120)
        #expect(pool.contents.map(\.key) == ["a"])
        withExtendedLifetime(held) {}
    }

    @Test("Threads that ask at once wait for one load, others are not kept waiting")
    func concurrentLoads() async throws {
        let (pool, loader) = (Pool(byteLimit: 1000), Loader())
        try await withThrowingTaskGroup { group in
            for index in 0..<64 {
                group.addTask {
                    let key = "k\(index % 4)"
                    let lease = try pool.lease(key, estimate: 10) {
                        // Long enough for the others to come.
                        var total = 0
                        for value in 0..<20_000 { total &+= value }
                        return loader.load(key, total > 0 ? 10 : 0)
                    }
                    #expect(lease.value == "value of \(key)")
                }
            }
            try await group.waitForAll()
        }
        #expect((0..<4).map { loader.count("k\($0)") } == [1, 1, 1, 1])
        #expect(pool.contents.allSatisfy { $0.leases == 0 && $0.byteCount == 10 })
    }

    @Test("However many threads, the limit holds, and nothing is dropped that is held")
    func stress() async throws {
        let (pool, loader) = (Pool(byteLimit: 50), Loader())
        try await withThrowingTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    for step in 0..<200 {
                        let key = "k\((worker * 7 + step * 3) % 9)"
                        do {
                            let lease = try pool.lease(key, estimate: 10) {
                                if (worker + step) % 11 == 0 { throw LoadFailure() }
                                return loader.load(key, 10)
                            }
                            #expect(pool.contents.contains { $0.key == key && $0.leases > 0 })
                            #expect(lease.value == "value of \(key)")
                        } catch is LoadFailure {
                        } catch Pool.Refusal.inUse {
                        }
                        #expect(pool.byteCount <= 50)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(pool.contents.allSatisfy { $0.leases == 0 })
        pool.drain()
        #expect(pool.byteCount == 0)
    }
}
