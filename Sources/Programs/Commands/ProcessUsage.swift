#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What this process has used so far.
package enum ProcessUsage {
    /// Most memory that was resident at once.
    ///
    /// From /proc where there is one: `getrusage` also counts what ran in the process before exec.
    package static var peakResidentBytes: Int {
        if let file = unsafe fopen("/proc/self/status", "r") {
            defer { unsafe fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            while unsafe fgets(&line, 256, file) != nil {
                let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
                let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }
                if words.count >= 2, words[0] == "VmHWM:" { return (Int(words[1]) ?? 0) * 1024 }
            }
        }
        var usage = rusage()
        #if canImport(Darwin)
            unsafe getrusage(RUSAGE_SELF, &usage)
            return usage.ru_maxrss
        #else
            unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss * 1024
        #endif
    }
}
