internal import CArchive
internal import FrankenFiles

/// The entries of a tar, plain or compressed with zstd, one after the other.
///
/// Every archive that the zoo reads comes through here. Regular files and directories are handed
/// over, anything else is refused, and nothing is ever written: what a name means is the caller's
/// to decide. Not for several threads at once.
@safe
final class ArchiveReader {
    private let handle: OpaquePointer
    /// Keeps the descriptor open.
    private let file: OpenFile?
    private let limits: ArchiveLimits
    private let label: String
    private var entryCount = 0
    private var byteCount = 0
    private var current: ArchiveEntry?

    /// Opens a regular file.
    ///
    /// - Throws: ``BundleError`` with code `.unreadable`.
    convenience init(path: String, limits: ArchiveLimits) throws(BundleError) {
        let file = try BundleError.reading { () throws(FilesError) in try OpenFile(path: path) }
        try self.init(descriptor: file.number, file: file, label: path, limits: limits)
    }

    /// Reads from a descriptor, which may be a pipe.
    ///
    /// - Throws: ``BundleError`` with code `.unreadable` when memory or threads are short.
    init(
        descriptor: Int32,
        file: OpenFile? = nil,
        label: String,
        limits: ArchiveLimits
    ) throws(BundleError) {
        let costs = fa_limits(
            byte_count: UInt64(clamping: limits.byteCount),
            ratio: UInt64(clamping: limits.ratio),
            seconds: UInt32(clamping: limits.seconds),
            gzip: limits.allowsGzip
        )
        var opened: OpaquePointer?
        guard unsafe fa_reader_open(descriptor, costs, &opened) == FA_OK, let opened = unsafe opened
        else {
            throw BundleError(.unreadable, "Cannot read '\(label)': memory is short.")
        }
        unsafe handle = opened
        self.file = file
        self.limits = limits
        self.label = BundleText.quoted(label)
    }

    deinit {
        unsafe fa_reader_free(handle)
    }

    /// The next entry, or `nil` when the archive ends as it should.
    ///
    /// - Throws: ``BundleError`` with code `.malformedArchive`, `.tooLarge` or `.unreadable`.
    func next() throws(BundleError) -> ArchiveEntry? {
        current = nil
        var header = unsafe fa_entry()
        let status = unsafe fa_reader_next(handle, &header)
        if status == FA_END {
            try check(unsafe fa_reader_finish(handle))
            return nil
        }
        try check(status)
        entryCount += 1
        guard entryCount <= limits.entryCount else {
            throw refused(.tooLarge, "it has more than \(limits.entryCount) entries")
        }
        guard let bytes = unsafe header.name, let name = unsafe String(validatingCString: bytes)
        else {
            throw refused(.malformedArchive, "a name in it is not UTF-8")
        }
        let kind = try unsafe kind(header.kind, of: name)
        let size = try unsafe size(header.size, of: name)
        let entry = ArchiveEntry(name: name, kind: kind, size: size)
        guard entry.kind == .file || entry.size == 0 else {
            throw refused(.malformedArchive, "the directory \(BundleText.quoted(name)) has content")
        }
        byteCount += entry.size
        guard byteCount <= limits.byteCount else {
            throw refused(.tooLarge, "its files have more than \(limits.byteCount) bytes")
        }
        current = entry
        return entry
    }

    /// Hands over the content of the entry that ``next()`` returned last, in order.
    ///
    /// - Throws: ``BundleError`` as ``next()`` when the content is not there in full, or what
    ///   `body` throws.
    func read(_ body: (RawSpan) throws -> Void) throws {
        guard let entry = current else { return }
        current = nil
        var left = entry.size
        while true {
            var bytes: UnsafeRawPointer?
            var count = 0
            let status = unsafe fa_reader_read(handle, &bytes, &count)
            if status == FA_END { break }
            try check(status)
            guard count <= left else {
                throw refused(.malformedArchive, "\(BundleText.quoted(entry.name)) is too long")
            }
            left -= count
            try unsafe body(UnsafeRawBufferPointer(start: bytes, count: count).bytes)
        }
        guard left == 0 else {
            throw refused(
                .malformedArchive,
                "\(BundleText.quoted(entry.name)) should have \(entry.size) bytes and lacks \(left)"
            )
        }
    }

    private func kind(_ kind: fa_kind, of name: String) throws(BundleError) -> ArchiveEntry.Kind {
        switch kind {
        case FA_FILE: return .file
        case FA_DIRECTORY: return .directory
        default: break
        }
        let word =
            switch kind {
            case FA_SYMBOLIC_LINK: "a symbolic link"
            case FA_HARD_LINK: "a hard link"
            case FA_SPARSE_FILE: "a file with holes"
            case FA_DEVICE: "a device"
            default: "neither a file nor a directory"
            }
        throw refused(.malformedArchive, "\(BundleText.quoted(name)) in it is \(word)")
    }

    private func size(_ size: Int64, of name: String) throws(BundleError) -> Int {
        guard size >= 0, size <= Descriptor.largestSize else {
            throw refused(.malformedArchive, "\(BundleText.quoted(name)) in it has no size")
        }
        return Int(size)
    }

    private func check(_ status: fa_status) throws(BundleError) {
        guard status != FA_OK else { return }
        let reason = unsafe String(cString: fa_reader_message(handle))
        switch status {
        case FA_TOO_LARGE: throw refused(.tooLarge, reason)
        case FA_TOO_SLOW:
            throw refused(.tooLarge, "reading it took longer than \(limits.seconds) seconds")
        case FA_SYSTEM, FA_MEMORY: throw refused(.unreadable, reason)
        default: throw refused(.malformedArchive, reason)
        }
    }

    private func refused(_ code: BundleError.Code, _ reason: String) -> BundleError {
        let advice = code == .malformedArchive ? " Fetch it again, or ask who packed it." : ""
        return BundleError(
            code,
            "The archive \(label) is refused: \(BundleText.printable(reason)).\(advice)"
        )
    }
}
