import FrankenGraph
import FrankenRuntime
import Testing

#if canImport(Glibc)
    import Glibc

    /// What the allocator has handed out and what it keeps, as it reports it.
    ///
    /// Looked up by name, since the module of the C library leaves `malloc.h` out.
    private struct AllocatorReport: Equatable {
        let text: String

        init?() {
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
            text = String(cString: start)
        }
    }

    @Suite struct SessionMemoryTests {
        @Test("the allocator's state is the same after a hundred runs, in a process of its own")
        func steadyMemory() async {
            await #expect(processExitsWith: .success) {
                for golden in try OpGolden.load(.network) {
                    let session = try PlanCompiler(SeededTensors.model(golden.graph))
                        .plan(inputs: golden.shapes(batch: 1)).session()
                    func run(_ count: Int) throws {
                        for _ in 0..<count {
                            try session.run(write: { _ in }, read: { _ in })
                        }
                    }
                    // Room for the reports themselves.
                    var reports = [AllocatorReport?](repeating: nil, count: 4)
                    for index in reports.indices {
                        try run(index == 3 ? 100 : 3)
                        reports[index] = AllocatorReport()
                    }
                    guard reports[2] == reports[3], reports[3] != nil else {
                        print("\(golden.testDescription): memory in use changed")
                        exit(EXIT_FAILURE)
                    }
                    // The report can tell: one small block more.
                    let block = malloc(40_000)
                    guard AllocatorReport() != reports[3] else {
                        print("the allocator's report does not show a block")
                        exit(EXIT_FAILURE)
                    }
                    free(block)
                }
            }
        }
    }
#endif
