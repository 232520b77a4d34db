internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles

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
    private static let suffix = ".part"

    init(cache: String, key: String, byteCount: Int, segmentByteCount: Int) {
        let suffix = segmentByteCount == BlobSegments.defaultSize ? "" : ".\(segmentByteCount)"
        path = "\(cache)/ingest/\(key)\(suffix)"
        self.byteCount = byteCount
        self.segmentByteCount = segmentByteCount
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
        "\(path)/.\(Owner.current.newName("\(index)"))\(Self.suffix)"
    }

    /// The longest half-written file of a segment that can be gone on from.
    ///
    /// Such files only grow at their end, so what is there is right even while another process
    /// still writes; after a restart of the system it need not be.
    func longestPart(_ index: Int) -> (file: String, byteCount: Int)? {
        // Half-written files of another run of the system may have holes.
        let boot = Owner.current.boot
        guard !boot.isEmpty else { return nil }
        return parts(index).filter { $0.owner.boot == boot }
            .compactMap { part in CacheFile.byteCount(part.file).map { (part.file, $0) } }
            .filter { $0.1 > 0 && $0.1 <= range(index).count }
            .max { $0.1 < $1.1 }
    }

    /// Removes half-written files of a segment: all, or those that nobody writes to any more.
    func removeParts(_ index: Int, all: Bool) {
        for (file, owner) in parts(index) where all || isAbandoned(file, owner) {
            _ = try? Entry.remove(file)
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
    func remove() { Folder.removeFlat(path) }

    private func validatorFile(_ source: String) -> String {
        let digest = try? SHA256Hasher.digest(of: Array(source.utf8))
        return "\(path)/tag-\(digest?.short ?? "0")"
    }

    private func parts(_ index: Int) -> [(file: String, owner: Owner)] {
        let prefix = ".\(index)-"
        return CacheFile.names(path)
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(Self.suffix) }
            .compactMap { name in
                let owner = Owner(fileName: String(name.dropFirst().dropLast(Self.suffix.count)))
                return owner.map { ("\(path)/\(name)", $0) }
            }
    }

    private func isAbandoned(_ file: String, _ owner: Owner) -> Bool {
        if owner == .current { return true }
        guard let status = try? FileStatus.of(file) else { return false }
        return !owner.mayBeAlive(modified: status.modified, now: SystemClock.nanoseconds)
    }
}
