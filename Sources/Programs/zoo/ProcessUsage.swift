#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What this process has used so far.
enum ProcessUsage {
    /// Most memory that was resident at once.
    ///
    /// From /proc where there is one: `getrusage` also counts what ran in the process before exec.
    static var peakResidentBytes: Int {
        if let file = fopen("/proc/self/status", "r") {
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            while fgets(&line, 256, file) != nil {
                let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
                let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }
                if words.count >= 2, words[0] == "VmHWM:" { return (Int(words[1]) ?? 0) * 1024 }
            }
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}
