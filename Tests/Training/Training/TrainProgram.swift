import Foundation

/// zoo-train as the tests start it.
enum TrainProgram {
    /// The program beside the tests.
    static func executable() throws -> URL {
        let programs = ["/proc/self/exe"] + CommandLine.arguments
        for program in programs where program.hasPrefix("/") {
            var folder = URL(filePath: program).resolvingSymlinksInPath()
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                let candidate = folder.appending(path: "zoo-train")
                if FileManager.default.isExecutableFile(atPath: candidate.path),
                    try candidate.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
                {
                    return candidate
                }
            }
        }
        throw CocoaError(.fileNoSuchFile)
    }

    /// Starts a process that takes signals.
    static func start(_ process: Process) throws {
        // A child inherits the mask, and test threads block all signals.
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    /// A port of this host that nobody has now.
    static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = bind(descriptor, generic, length)
                _ = getsockname(descriptor, generic, &length)
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
