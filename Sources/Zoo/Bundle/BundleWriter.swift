internal import FrankenCrypto
public import FrankenFiles

/// Writes bundles as a file or folder: the same bytes for the same bundles, every time.
///
/// Index, manifests, signatures and descriptions come first and large blobs last, so that a reader
/// knows what must come before it comes. A blob that several bundles share is written once.
public struct BundleWriter: Sendable {
    /// What a bundle is written as; a reader takes any of them.
    public enum Form: Sendable, Hashable {
        /// A tar in one zstd stream, at a level of 1 to 19: a `.zoo` file.
        case compressed(level: Int)
        /// A tar as it is.
        case tar
        /// A folder.
        case folder

        /// What `zoo pack` writes.
        public static let standard = Form.compressed(level: 12)
    }

    /// What is written.
    public var form: Form
    /// The roles whose blobs are left out, for machines that have them; only shared ones can be.
    public var leavingOut: Set<BlobRole>

    /// A writer.
    ///
    /// - Parameters:
    ///   - form: What is written.
    ///   - leavingOut: The roles whose blobs are left out: none, or ``encoderRoles``.
    public init(form: Form = .standard, leavingOut: Set<BlobRole> = []) {
        self.form = form
        self.leavingOut = leavingOut.filter(\.isShared)
    }

    /// All roles of the encoder: what a thin bundle leaves out.
    public static var encoderRoles: Set<BlobRole> { Set(BlobRole.allCases.filter(\.isShared)) }

    /// Writes bundles to a path, which appears complete or not at all.
    ///
    /// - Parameters:
    ///   - bundles: The bundles, in any order; the file does not depend on it.
    ///   - blobs: Has the blobs of all of them.
    ///   - path: A file that is replaced, or a folder that is not there or empty.
    /// - Throws: ``BundleError`` with code `.missingBlob`, `.wrongDigest`, `.inconsistent` or
    ///   `.notWritten`, `FilesError`, or what `blobs` throws.
    public func write(
        _ bundles: [PackedBundle],
        blobs: any BlobProvider,
        to path: String
    ) throws {
        try write(bundles, blobs: blobs, to: OutputTarget(path: path))
    }

    /// Writes bundles to what a person named.
    ///
    /// - Parameters:
    ///   - bundles: The bundles, in any order; the file does not depend on it.
    ///   - blobs: Has the blobs of all of them.
    ///   - target: A file, device or standard output, or a folder that is not there or empty.
    /// - Throws: As for a path.
    public func write(
        _ bundles: [PackedBundle],
        blobs: any BlobProvider,
        to target: OutputTarget
    ) throws {
        let files = try LayoutFiles(bundles, leavingOut: leavingOut)
        switch form {
        case .folder:
            try NewFolder.write(to: target.folder()) { folder in
                for file in files.all {
                    try folder.add(file.name.text) { take in
                        try file.produce(from: blobs, take)
                    }
                }
            }
        case .compressed, .tar:
            try target.write { file in
                try writeArchive(files, blobs) { try file.append($0) }
            }
        }
    }

    /// Writes bundles as a stream, for pipes.
    ///
    /// - Parameters:
    ///   - bundles: The bundles, in any order.
    ///   - blobs: Has the blobs of all of them.
    ///   - take: Takes the bytes of the archive, in order.
    /// - Throws: ``BundleError`` as `write(_:blobs:to:)`; `.notWritten` for a folder, which is no
    ///   stream; or what `take` throws.
    public func write(
        _ bundles: [PackedBundle],
        blobs: any BlobProvider,
        into take: (RawSpan) throws -> Void
    ) throws {
        guard form != .folder else {
            throw BundleError(.notWritten, "A folder cannot be written to a pipe; write a tar.")
        }
        try writeArchive(LayoutFiles(bundles, leavingOut: leavingOut), blobs, take)
    }

    private func writeArchive(
        _ files: LayoutFiles,
        _ blobs: any BlobProvider,
        _ take: (RawSpan) throws -> Void
    ) throws {
        var level = 0
        if case .compressed(let wanted) = form {
            guard (1...19).contains(wanted) else {
                // From 20 on, zstd's window grows beyond what readers must have memory for.
                throw BundleError(.notWritten, "Expected a zstd level of 1 to 19, found \(wanted).")
            }
            level = wanted
        }
        try withoutActuallyEscaping(take) { take in
            let archive = try ArchiveWriter(level: level, take)
            for file in files.all {
                try archive.add(file.name.text, byteCount: file.byteCount) { take in
                    try file.produce(from: blobs, take)
                }
            }
            try archive.finish()
        }
    }
}
