import FrankenGraph
import FrankenRuntime
import Testing

#if canImport(Glibc)
    import Glibc

    /// Bytes that the allocator has handed out, as it reports them.
    ///
    /// Looked up by name, since the module of the C library leaves `malloc.h` out.
    private enum Allocator {
        static func bytesInUse() -> Int? {
            typealias Writer = @convention(c) (CInt, UnsafeMutablePointer<FILE>) -> CInt
            guard let symbol = dlsym(nil, "malloc_info") else { return nil }
            let write = unsafeBitCast(symbol, to: Writer.self)
            var start: UnsafeMutablePointer<CChar>?
            var count = 0
            guard let stream = open_memstream(&start, &count) else { return nil }
            let status = write(0, stream)
            fclose(stream)
            defer { free(start) }
            guard status == 0, let start else { return nil }
            // The last lines add up all arenas: what came from the system, less what lies free.
            let lines = String(cString: start).split(separator: "\n").suffix(9)
            func size(_ kind: String) -> Int? {
                lines.first { $0.contains(kind) }?.split(separator: "size=\"").last
                    .flatMap { Int($0.prefix { $0.isNumber }) }
            }
            guard let system = size("<system type=\"current\""), let fast = size("\"fast\""),
                let rest = size("\"rest\""), let mapped = size("\"mmap\"")
            else { return nil }
            return system + mapped - fast - rest
        }
    }

    @Suite struct SessionMemoryTests {
        @Test("a hundred runs leave memory in use as it was, in a process of its own")
        func steadyMemory() async {
            await #expect(processExitsWith: .success) {
                for golden in try OpGolden.load(.network) {
                    let session = try PlanCompiler(SeededTensors.model(golden.graph))
                        .plan(inputs: golden.shapes(batch: 1)).session()
                    func bytesInUse(afterRuns count: Int) throws -> Int? {
                        for _ in 0..<count {
                            try session.run(write: { _ in }, read: { _ in })
                        }
                        return Allocator.bytesInUse()
                    }
                    _ = try bytesInUse(afterRuns: 3)
                    _ = try bytesInUse(afterRuns: 3)
                    // What other threads of the process allocate meanwhile is not ours, and does
                    // not come again every time; what a run leaves behind does.
                    var growth = Int.max
                    for _ in 0..<5 where growth >= 100 {
                        guard let before = try bytesInUse(afterRuns: 3),
                            let after = try bytesInUse(afterRuns: 100)
                        else {
                            print("skipped: this allocator does not report")
                            return
                        }
                        growth = min(growth, abs(after - before))
                    }
                    let held = Allocator.bytesInUse()
                    // The report can tell one block more, of a size that no thread keeps.
                    let block = malloc(40_000)
                    let more = Allocator.bytesInUse()
                    free(block)
                    // Less than a byte per run: the report rounds a little.
                    guard growth < 100, let more, let held, more >= held + 39_000 else {
                        exit(EXIT_FAILURE)
                    }
                }
            }
        }
    }
#endif
