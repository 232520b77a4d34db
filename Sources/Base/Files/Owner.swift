#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Which process a temporary file or an intent belongs to, as part of the file's name.
///
/// A process that was killed cannot clean up, and a lock that says whether it lives may lie. So
/// the name says it: boot and process namespace, process number, start time. Whoever finds the
/// file on the same boot and in the same namespace asks the system whether that very process
/// lives; a file from elsewhere (a network share, another container) is left alone for a day.
package struct Owner: Hashable, Sendable {
    /// How long a file from another machine is left alone, in nanoseconds.
    package static let foreignLife: Int64 = 24 * 3600 * 1_000_000_000

    /// Names boot and namespace; empty where the system does not tell.
    package let place: String
    package let process: Int32
    /// When the process started, in clock ticks since the boot.
    package let start: UInt64

    /// This process.
    package static let current = Owner(
        place: place(),
        process: getpid(),
        start: start(of: getpid()) ?? 0
    )

    private init(place: String, process: Int32, start: UInt64) {
        self.place = place
        self.process = process
        self.start = start
    }

    /// Reads a file name that ``newName(_:)`` made; `nil` for any other.
    package init?(fileName: String) {
        let parts = fileName.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 5, let process = Int32(parts[2]), process > 0,
            let start = UInt64(parts[3])
        else { return nil }
        self.init(place: String(parts[1]), process: process, start: start)
    }

    /// A file name that nobody else makes.
    package func newName(_ kind: String = "file") -> String {
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        return "\(kind)-\(place)-\(process)-\(start)-\(random)"
    }

    /// The path of a temporary file or folder beside another: hidden, on the same device, and never
    /// longer than a name may be.
    package func newPath(beside path: String) -> String {
        "\(PathName.folder(of: path))/.\(newName("new"))"
    }

    /// The boot of the system that the process belongs to; empty where the system does not tell.
    package var boot: Substring { place.prefix { $0 != "." } }

    /// Whether the process may still be writing.
    ///
    /// - Parameters:
    ///   - modified: When the file last changed, in nanoseconds since 1970.
    ///   - now: The time, likewise.
    /// - Returns: No only when that is certain.
    package func mayBeAlive(modified: Int64, now: Int64) -> Bool {
        guard !place.isEmpty, place == Self.current.place else {
            return now &- modified < Self.foreignLife
        }
        if self == Self.current { return true }
        if let running = Self.start(of: process) { return running == start }
        // Another user's process may be hidden in /proc; asking about it is then refused.
        return kill(process, 0) != 0 && errno == EPERM
    }

    private static func place() -> String {
        guard let boot = firstBytes(of: "/proc/sys/kernel/random/boot_id"),
            let space = try? FileStatus.following("/proc/self/ns/pid")
        else { return "" }
        let digits = boot.filter(isAlphanumeric).prefix(16)
        return "\(String(decoding: digits, as: UTF8.self)).\(space.inode)"
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
    }

    /// Field 22 of `/proc/PID/stat`; the second one is in parentheses and may hold anything.
    private static func start(of process: Int32) -> UInt64? {
        guard let line = firstBytes(of: "/proc/\(process)/stat"),
            let end = line.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = line[end...].split(separator: 0x20)
        // A zombie has finished writing.
        guard fields.count > 20, fields[1] != [UInt8(ascii: "Z")] else { return nil }
        return UInt64(String(decoding: fields[20], as: UTF8.self))
    }

    private static func firstBytes(of path: String) -> [UInt8]? {
        guard let number = try? SystemCall.open(path, for: .reading) else { return nil }
        defer { SystemCall.drop(number) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        guard let count = try? SystemCall.read(into: &bytes, number, path), count > 0 else {
            return nil
        }
        return Array(bytes.prefix(count))
    }
}
