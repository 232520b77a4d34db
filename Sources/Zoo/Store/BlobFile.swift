internal import FrankenBundle
internal import FrankenCrypto
internal import FrankenFiles

/// A blob on its way into the store: hashed as it is written, and visible when it is right.
final class BlobFile: BlobWriter {
    private let layout: StoreLayout
    private let descriptor: Descriptor
    private let file: TemporaryFile
    /// Whether a file of the right size that is there is known to be damaged.
    private let isReplacing: Bool
    private let published: () -> Void
    private let hasher = SHA256Hasher()
    private var byteCount = 0
    private var isSealed = false
    private var isFinished = false

    init(
        _ descriptor: Descriptor,
        in layout: StoreLayout,
        replacing isReplacing: Bool = false,
        published: @escaping () -> Void = {}
    ) throws(StoreError) {
        try Self.checkRoom(for: descriptor.size, in: layout)
        self.layout = layout
        self.descriptor = descriptor
        self.isReplacing = isReplacing
        self.published = published
        file = try StoreCall.mapping { () throws(FilesError) in
            try TemporaryFile(in: layout.temporary, byteCount: descriptor.size)
        }
    }

    func append(_ bytes: RawSpan) throws {
        guard !isFinished, !isSealed else { return }
        guard bytes.byteCount <= descriptor.size - byteCount else {
            throw BundleError(
                .tooLarge,
                "\(label) goes on after the \(descriptor.size) bytes that were announced. "
                    + "Fetch it again, or report it to whoever published it."
            )
        }
        try hasher.update(bytes)
        try StoreCall.mapping { () throws(FilesError) in try file.append(bytes) }
        byteCount += bytes.byteCount
    }

    func seal() throws {
        guard !isFinished, !isSealed else { return }
        do {
            try check()
            try StoreCall.mapping { () throws(FilesError) in try file.seal(mode: 0o444) }
            isSealed = true
        } catch {
            discard()
            throw error
        }
    }

    func publish() throws {
        guard !isFinished else { return }
        defer { discard() }
        if !isSealed { try check() }
        let path = layout.blob(descriptor.digest)
        let there = try StoreCall.status(path)
        // Someone else was quicker. A file of another size is damage, and is replaced.
        let isThere = there?.kind == .file && there?.byteCount == descriptor.size
        if !isThere || isReplacing {
            try StoreCall.mapping { () throws(FilesError) in
                try file.publish(to: path, mode: 0o444, in: layout.blobs)
            }
        }
        published()
    }

    func discard() {
        isFinished = true
        file.discard()
    }

    /// Checks that what was written is what was announced.
    private func check() throws {
        guard byteCount == descriptor.size else {
            throw BundleError(
                .wrongDigest,
                "\(label) ended after \(byteCount) of \(descriptor.size) bytes. Fetch it again."
            )
        }
        let found = try hasher.finish()
        guard found == descriptor.digest else {
            throw BundleError(
                .wrongDigest,
                "\(label) should have the digest \(descriptor.digest) and has \(found). "
                    + "Fetch it again, or report it to whoever published it."
            )
        }
    }

    private var label: String {
        descriptor.title.map { BundleText.quoted($0) } ?? "The blob \(descriptor.digest.short)"
    }

    /// Checks that so many bytes fit, with a little left for what describes them.
    static func checkRoom(for byteCount: Int, in layout: StoreLayout) throws(StoreError) {
        let free = try StoreCall.mapping { () throws(FilesError) in
            try Folder.freeByteCount(layout.root)
        }
        let (needed, overflow) = byteCount.addingReportingOverflow(64 << 10)
        guard !overflow, needed <= free else {
            throw StoreError(
                .noSpace,
                "\(byteCount) bytes are to be written to '\(layout.root)' and \(free) are free. "
                    + "Make room ('zoo prune' shows what can go), or set ZOO_HOME."
            )
        }
    }
}
