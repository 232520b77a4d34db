internal import FrankenCrypto

/// Takes the files of a bundle in whatever order they come, and decides about each.
///
/// A file of ours names everything first, so that each blob is known when it comes. In a foreign
/// one blobs may come before the index: small ones wait in memory, since any of them may be a
/// manifest, and large ones wait as unpublished writers. Nothing is published before the end.
final class BundleIntake {
    /// The most bytes of a blob that waits in memory.
    static let heldBlobByteCount = 1 << 20
    /// The most bytes of all blobs that wait in memory.
    static let heldByteCount = 16 << 20
    /// The most blobs that wait as open writers.
    static let waitingCount = 256

    private let receiver: any BlobReceiver
    private let choose: (BundleContents) throws -> Set<Digest>

    private var seen: Set<LayoutName> = []
    private var hasLayout = false
    private var plan: IntakePlan?
    /// Small blobs whose digest was checked.
    private var held: [Digest: [UInt8]] = [:]
    private var heldTotal = 0
    private var signatures: [Digest: [UInt8]] = [:]
    /// What the caller was shown, and the blobs it wants.
    private var contents: BundleContents?
    private var wanted: Set<Digest> = []
    /// Blobs that were received in full and wait to be published.
    private var waiting: [(descriptor: Descriptor, writer: any BlobWriter)] = []

    init(
        receiver: any BlobReceiver,
        choose: @escaping (BundleContents) throws -> Set<Digest>
    ) {
        self.receiver = receiver
        self.choose = choose
    }

    /// The manifests that the index names, in its order, each once.
    var manifestDigests: [Digest] { plan?.manifests.map(\.digest) ?? [] }

    /// The blobs that the manifests name, those of `zoo.json` and small ones first.
    func blobDigests() throws -> [Digest] {
        guard let plan, plan.isComplete else { return [] }
        return plan.blobs.values.sorted(by: IntakePlan.comesFirst).map(\.digest)
    }

    /// Takes a folder's entry, which says nothing.
    func takeFolder(_ name: String) throws {
        guard LayoutName.folders.contains(name) else { throw Self.unexpected(name) }
    }

    /// Takes a file.
    ///
    /// - Parameters:
    ///   - text: The name as it is in the archive.
    ///   - byteCount: What the header says.
    ///   - read: Hands over exactly so many bytes, or throws.
    /// - Throws: ``BundleError``, or what `read`, the receiver or the caller throws.
    func take(
        _ text: String,
        byteCount: Int,
        _ read: ((RawSpan) throws -> Void) throws -> Void
    ) throws {
        guard let name = LayoutName(text) else { throw Self.unexpected(text) }
        guard seen.insert(name).inserted else {
            throw BundleError(.malformedArchive, "The file has \(name.text) twice.")
        }
        if case .blob(let digest) = name {
            return try takeBlob(digest, byteCount: byteCount, read)
        }
        let bytes = try collect(name, byteCount: byteCount, limit: name.byteLimit ?? 0, read)
        switch name {
        case .layout:
            try ImageLayout.check(bytes)
            hasLayout = true
        case .index:
            plan = try IntakePlan(index: ImageIndex(bytes: bytes))
            // In one order, so that of several faults the same one is told.
            for (digest, bytes) in held.sorted(by: { $0.key < $1.key }) {
                try plan?.offer(digest, bytes)
            }
        case .signature(let digest):
            guard contents == nil else {
                throw BundleError(
                    .malformedArchive,
                    "Expected signatures before large blobs, found \(name.text) behind one. "
                        + "Pack the bundle again with 'zoo pack'."
                )
            }
            signatures[digest] = bytes
        case .blob: break
        }
    }

    /// Ends the file: checks that all is there and nothing else.
    func finish() throws -> BundleContents {
        guard hasLayout, let plan else {
            throw Self.missing(hasLayout ? "index.json" : "oci-layout") as BundleError
        }
        try plan.checkComplete()
        for digest in signatures.keys where !plan.names(manifest: digest) {
            throw Self.unexpected(LayoutName.signature(digest).text)
        }
        if contents == nil { try present() }
        for (descriptor, _) in waiting { try plan.check(descriptor) }
        try checkNothingMissing(plan)
        guard let contents else { throw Self.missing("index.json") as BundleError }
        return contents
    }

    /// Makes the blobs visible, the largest last.
    func publish() throws {
        for (_, writer) in waiting { try writer.publish() }
        waiting = []
    }

    /// Drops what was received.
    func discard() {
        for (_, writer) in waiting { writer.discard() }
        waiting = []
    }

    // MARK: - Blobs

    private func takeBlob(
        _ digest: Digest,
        byteCount: Int,
        _ read: ((RawSpan) throws -> Void) throws -> Void
    ) throws {
        let isPlanned = plan?.isComplete == true
        if isPlanned { try plan?.check(digest, byteCount: byteCount) }
        let isManifest = plan?.names(manifest: digest) == true
        let limit = isManifest ? ImageManifest.largestByteCount : Self.heldBlobByteCount
        let fits = byteCount <= limit && heldTotal + byteCount <= Self.heldByteCount
        if contents == nil, fits {
            let bytes = try collect(.blob(digest), byteCount: byteCount, limit: limit, read)
            guard try SHA256Hasher.digest(of: bytes) == digest else {
                throw BundleError(
                    .wrongDigest,
                    "The blob \(digest) does not have its digest. Fetch the bundle again."
                )
            }
            held[digest] = bytes
            heldTotal += byteCount
            try plan?.offer(digest, bytes)
            return
        }
        guard !isManifest else {
            throw BundleError(.tooLarge, "The manifest \(digest) has \(byteCount) bytes.")
        }
        if isPlanned, contents == nil { try present() }
        let isWanted = contents == nil || wanted.contains(digest)
        let descriptor =
            plan?.blobs[digest]
            ?? Descriptor(mediaType: "application/octet-stream", digest: digest, size: byteCount)
        guard isWanted, !receiver.contains(descriptor) else { return }
        try receive(descriptor, read)
    }

    private func receive(
        _ descriptor: Descriptor,
        _ read: ((RawSpan) throws -> Void) throws -> Void
    ) throws {
        guard waiting.count < Self.waitingCount else {
            throw BundleError(
                .tooLarge,
                "The file has more than \(Self.waitingCount) blobs. Export fewer bundles at once."
            )
        }
        let writer = try receiver.writer(for: descriptor)
        waiting.append((descriptor, writer))
        try read { try writer.append($0) }
        try writer.seal()
    }

    private func collect(
        _ name: LayoutName,
        byteCount: Int,
        limit: Int,
        _ read: ((RawSpan) throws -> Void) throws -> Void
    ) throws -> [UInt8] {
        guard byteCount <= limit else {
            throw BundleError(
                .tooLarge,
                "\(name.text) has \(byteCount) bytes; at most \(limit) are read."
            )
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        try read { piece in
            unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        }
        guard bytes.count == byteCount else {
            throw BundleError(
                .wrongDigest,
                "\(name.text) should have \(byteCount) bytes and has \(bytes.count)."
            )
        }
        return bytes
    }

    // MARK: - The whole

    /// Shows the caller what the file holds, and passes on the small blobs that it wants.
    private func present() throws {
        guard let plan else { return }
        let shown = try plan.contents(signatures: signatures, held: held)
        let chosen = try choose(shown)
        contents = shown
        wanted = plan.blobs(of: chosen)
        for descriptor in plan.blobs.values.sorted(by: IntakePlan.comesFirst) {
            guard let bytes = held[descriptor.digest], wanted.contains(descriptor.digest),
                !receiver.contains(descriptor)
            else { continue }
            try receive(descriptor) { body in
                let span = bytes.span
                try unsafe body(span.bytes)
            }
        }
        for digest in held.keys.sorted() where !plan.names(digest) {
            throw Self.unexpected(LayoutName.blob(digest).text)
        }
        held = [:]
    }

    private func checkNothingMissing(_ plan: IntakePlan) throws {
        guard let contents else { return }
        for bundle in contents.bundles {
            for blob in bundle.manifest.blobs where !seen.contains(.blob(blob.digest)) {
                let isThin = blob.role.map(bundle.thinRoles.contains) == true
                let isNeeded = wanted.contains(blob.digest)
                guard isThin, !isNeeded || receiver.contains(blob) else {
                    let what = blob.role?.rawValue ?? blob.title.map(BundleText.quoted) ?? "config"
                    throw BundleError(
                        .missingBlob,
                        "The file lacks the \(what) \(blob.digest)"
                            + (isThin
                                ? ", which a thin bundle leaves out, and it is not here either. "
                                    + "Install a bundle with this encoder first."
                                : ". Fetch the bundle again.")
                    )
                }
            }
        }
    }

    static func missing<Value>(_ what: String) throws(BundleError) -> Value {
        throw missing(what) as BundleError
    }

    private static func missing(_ what: String) -> BundleError {
        BundleError(
            .malformedArchive,
            "Expected a bundle (an OCI image layout), found no \(what). Is this a bundle?"
        )
    }

    private static func unexpected(_ name: String) -> BundleError {
        BundleError(
            .malformedArchive,
            "The file holds \(BundleText.quoted(name)), which no bundle holds and no manifest names."
        )
    }
}
