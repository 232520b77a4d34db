#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Threads of our own for work that waits: the cooperative pool is no place for it.
enum ThreadGroup {
    /// Runs `body` on `count` threads, this one among them, and returns when all have ended.
    ///
    /// When the system gives fewer threads, fewer run.
    static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        var threads: [pthread_t] = []
        for _ in 1..<max(count, 1) {
            let work = unsafe Unmanaged.passRetained(ThreadBody(body))
            #if canImport(Darwin)
                var thread: pthread_t?
            #else
                var thread = pthread_t()
            #endif
            let status = unsafe pthread_create(
                &thread,
                nil,
                { context in
                    #if canImport(Darwin)
                        let pointer = unsafe context
                    #else
                        guard let pointer = unsafe context else { return nil }
                    #endif
                    unsafe Unmanaged<ThreadBody>.fromOpaque(pointer).takeRetainedValue().run()
                    return nil
                },
                work.toOpaque()
            )
            guard status == 0 else {
                unsafe work.release()
                break
            }
            #if canImport(Darwin)
                if let thread { threads.append(thread) }
            #else
                threads.append(thread)
            #endif
        }
        body()
        for thread in threads { _ = pthread_join(thread, nil) }
    }
}

private final class ThreadBody {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
