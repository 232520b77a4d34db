import CSanitizerCanary
import Foundation
import Testing

/// Faults that a sanitizer must report, or `Tools/sanitize` is broken.
///
/// Each runs only when `ZOO_CANARY` names its sanitizer, which that script does and nothing else.
@Suite("Planted faults")
struct SanitizerCanary {
    /// A number that nothing guards.
    private final class Counter: @unchecked Sendable {
        var value = 0
    }

    private static func isAsked(for sanitizer: String) -> Bool {
        ProcessInfo.processInfo.environment["ZOO_CANARY"] == sanitizer
    }

    @Test("reads one byte behind a buffer", .enabled(if: isAsked(for: "address")))
    func address() {
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
        bytes.initialize(repeating: 7, count: 16)
        defer { bytes.deallocate() }
        print("canary survived and read \(bytes[16])")
    }

    @Test("counts in eight tasks without a lock", .enabled(if: isAsked(for: "thread")))
    func thread() async {
        let counter = Counter()
        // Long loops: short ones end before the next thread has begun.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<200_000 { counter.value &+= 1 } }
            }
        }
        print("canary survived and counted \(counter.value)")
    }

    @Test("overflows an int in C", .enabled(if: isAsked(for: "undefined")))
    func undefined() {
        print("canary survived and added \(canary_sum(.max, 1))")
    }
}
