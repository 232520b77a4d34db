internal import FrankenBundle
internal import FrankenBytes
internal import FrankenCrypto

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The finished segments of one blob, `<cache>/ingest/<key>/<index>`.
///
/// A segment appears by a rename after it was flushed to the disk, so a file that is there and has
/// its full length is finished. Equal indexes of one key have equal content whoever writes them,
/// so any number of processes may work here and the last rename wins harmlessly.
struct IngestFolder: Sendable {
    /// The folder.
    let path: String
    /// Bytes of the whole.
    let byteCount: Int
    /// Bytes of each segment but the last.
    let segmentByteCount: Int
    /// What names this run of the system; half-written files of another one may have holes.
    private let boot: String

    init(cache: String, key: String, byteCount: Int, segmentByteCount: Int) {
        let suffix = segmentByteCount == BlobSegments.defaultSize ? "" : ".\(segmentByteCount)"
        path = "\(cache)/ingest/\(key)\(suffix)"
        self.byteCount = byteCount
        self.segmentByteCount = segmentByteCount
        boot = Self.currentBoot
    }

    /// The number of segments.
    var count: Int { byteCount == 0 ? 0 : (byteCount - 1) / segmentByteCount + 1 }

    /// The bytes of the whole that a segment holds.
    func range(_ index: Int) -> Range<Int> {
        let start = index * segmentByteCount
        return start..<min(start + segmentByteCount, byteCount)
    }

    /// Where a finished segment lies.
    func file(_ index: Int) -> String { "\(path)/\(index)" }

    /// Whether a segment is finished.
    func has(_ index: Int) -> Bool { CacheFile.byteCount(file(index)) == range(index).count }

    /// The segments that are not finished.
    var missing: [Int] { (0..<count).filter { !has($0) } }

    /// A new name for a half-written segment.
    func temporaryFile(_ index: Int) -> String {
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        return "\(path)/.\(index).\(boot).\(getpid()).\(random).part"
    }

    /// The longest half-written file of a segment that can be gone on from.
    ///
    /// Such files only grow at their end, so what is there is right even while another process
    /// still writes; after a restart of the system it need not be.
    func longestPart(_ index: Int) -> (file: String, byteCount: Int)? {
        guard !boot.isEmpty else { return nil }
        return parts(index, boot: boot)
            .compactMap { file in CacheFile.byteCount(file).map { (file, $0) } }
            .filter { $0.1 > 0 && $0.1 <= range(index).count }
            .max { $0.1 < $1.1 }
    }

    /// Removes half-written files of a segment: all, or those that nobody writes to any more.
    func removeParts(_ index: Int, all: Bool) {
        for file in parts(index, boot: nil) where all || isAbandoned(file) {
            _ = unsafe unlink(file)
        }
    }

    /// The strong entity tag under which a source served what is here.
    func validator(_ source: String) -> String? {
        var bytes: [UInt8] = []
        try? CacheFile.read(validatorFile(source)) { piece in
            guard bytes.count + piece.byteCount <= 1024 else { return }
            unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        }
        return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
    }

    /// Remembers the strong entity tag of a source.
    func setValidator(_ tag: String, _ source: String) {
        // It only saves a download that would begin anew, so failing to write it is no failure.
        try? AtomicFile.write(Array(tag.utf8), to: validatorFile(source))
    }

    /// Forgets everything.
    func remove() { CacheFile.removeFolder(path) }

    private func validatorFile(_ source: String) -> String {
        let digest = try? SHA256Hasher.digest(of: Array(source.utf8))
        return "\(path)/tag-\(digest?.short ?? "0")"
    }

    private func parts(_ index: Int, boot: String?) -> [String] {
        let prefix = boot.map { ".\(index).\($0)." } ?? ".\(index)."
        return CacheFile.names(path)
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".part") }
            .map { "\(path)/\($0)" }
    }

    private func isAbandoned(_ file: String) -> Bool {
        let words = file.split(separator: "/").last?.split(separator: ".") ?? []
        guard words.count == 5, words[1] == boot, let process = pid_t(words[2]) else {
            return false
        }
        return process == getpid() || kill(process, 0) != 0 && errno == ESRCH
    }

    private static var currentBoot: String {
        var bytes: [UInt8] = []
        try? CacheFile.read("/proc/sys/kernel/random/boot_id") { piece in
            unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0.prefix(36)) }
        }
        return String(decoding: bytes.filter { $0 != 0x2D && $0 > 0x20 }, as: UTF8.self)
    }
}
