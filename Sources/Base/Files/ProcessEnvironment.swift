#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The environment of this process; bytes that are no UTF-8 as ``ByteText`` has them.
package enum ProcessEnvironment {
    /// All variables; of those with one name the first counts.
    package static var all: [String: String] {
        var variables: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe ByteText.text(cString: entry)
            if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                let name = String(text[..<equals])
                if variables[name] == nil {
                    variables[name] = String(text[text.index(after: equals)...])
                }
            }
            unsafe next += 1
        }
        return variables
    }

    /// A variable; `nil` when it is not set or empty.
    package static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe ByteText.text(cString: value)
        return text.isEmpty ? nil : text
    }
}

/// The arguments of this process; bytes that are no UTF-8 as ``ByteText`` has them.
package enum ProcessArguments {
    /// All of them, the program's own name first.
    package static var all: [String] {
        (0..<Int(CommandLine.argc)).compactMap { index in
            unsafe CommandLine.unsafeArgv[index].map { unsafe ByteText.text(cString: $0) }
        }
    }

    /// The absolute path of this program; `nil` where the system does not tell.
    package static var executable: String? {
        #if os(Linux)
            return Entry.real("/proc/self/exe")
        #else
            return all.first.flatMap(Entry.real)
        #endif
    }
}
