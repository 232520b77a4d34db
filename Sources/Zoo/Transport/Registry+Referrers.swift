public import FrankenBundle
public import FrankenCrypto

extension Registry {
    /// The manifests about another one, such as its signatures.
    ///
    /// They are listed by the registry where it can, and otherwise in an index with the tag
    /// `sha256-<hex>`.
    ///
    /// - Parameters:
    ///   - digest: The manifest they are about.
    ///   - reference: The repository.
    ///   - artifactType: Only those of this type.
    ///   - cancellation: Ends it early.
    /// - Returns: Their descriptors; none when there are none.
    /// - Throws: ``TransportError``.
    public func referrers(
        of digest: Digest,
        in reference: RegistryReference,
        artifactType: String,
        cancellation: Cancellation? = nil
    ) throws -> [Descriptor] {
        let url = self.url(reference, "referrers/\(digest)").adding("artifactType", artifactType)
        let response = try send(
            reference,
            HTTPRequest(.get, url),
            limit: Self.manifestByteLimit,
            cancellation: cancellation
        )
        let isListed =
            response.status == 200
            && response.headers["Content-Type"]?.hasPrefix(MediaType.imageIndex) == true
        if !isListed, response.status == 401 || response.status == 403 {
            throw TransportError.status(response, "what is said about \(digest)")
        }
        let index =
            isListed
            ? try Self.index(response.body, reference)
            : try fallbackIndex(of: digest, in: reference, cancellation)
        return index.manifests.filter { $0.artifactType == artifactType }
    }

    /// Attaches a small document, such as a signature, to a manifest.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - mediaType: Its media type.
    ///   - artifactType: What the manifest that holds it says it is.
    ///   - subject: The manifest that it is about.
    ///   - reference: The repository.
    ///   - cancellation: Ends it early.
    /// - Returns: The manifest that holds the document.
    /// - Throws: ``TransportError``.
    public func attach(
        _ bytes: [UInt8],
        mediaType: String,
        artifactType: String,
        to subject: Descriptor,
        in reference: RegistryReference,
        cancellation: Cancellation? = nil
    ) throws -> Descriptor {
        let config = Array("{}".utf8)
        let document = Descriptor(
            mediaType: mediaType,
            digest: try SHA256Hasher.digest(of: bytes),
            size: bytes.count
        )
        let empty = Descriptor(
            mediaType: MediaType.empty,
            digest: try SHA256Hasher.digest(of: config),
            size: config.count
        )
        for (descriptor, bytes) in [(empty, config), (document, bytes)] {
            _ = try push(
                descriptor,
                from: MemoryProvider(descriptor.digest, bytes),
                to: reference,
                cancellation: cancellation
            )
        }
        let manifest = ImageManifest(
            artifactType: artifactType,
            config: empty,
            layers: [document],
            subject: Descriptor(
                mediaType: subject.mediaType,
                digest: subject.digest,
                size: subject.size
            )
        )
        let manifestBytes = try manifest.bytes()
        let put = try put(
            manifestBytes,
            mediaType: MediaType.imageManifest,
            to: reference.with(tag: nil, digest: nil),
            cancellation: cancellation
        )
        let descriptor = Descriptor(
            mediaType: MediaType.imageManifest,
            digest: put.digest,
            size: manifestBytes.count,
            artifactType: artifactType
        )
        if !put.listsSubject {
            try addToFallback(descriptor, subject.digest, reference, cancellation)
        }
        return descriptor
    }

    /// Reads the documents of one media type that are attached to a manifest.
    ///
    /// - Parameters:
    ///   - digest: The manifest they are about.
    ///   - reference: The repository.
    ///   - mediaType: The media type of the documents.
    ///   - artifactType: What the manifests that hold them say they are.
    ///   - limit: Most bytes of a document.
    ///   - cancellation: Ends it early.
    /// - Returns: The documents, at most 32, each with its digest checked.
    /// - Throws: ``TransportError``.
    public func documents(
        about digest: Digest,
        in reference: RegistryReference,
        mediaType: String,
        artifactType: String,
        limit: Int = 64 << 10,
        cancellation: Cancellation? = nil
    ) throws -> [[UInt8]] {
        let holders = try referrers(
            of: digest,
            in: reference,
            artifactType: artifactType,
            cancellation: cancellation
        )
        var documents: [[UInt8]] = []
        for holder in holders.prefix(32) {
            let resolved = try resolve(
                reference.with(tag: nil, digest: holder.digest),
                cancellation: cancellation
            )
            let manifest = try ImageManifest(bytes: resolved.bytes)
            guard manifest.subject?.digest == digest else { continue }
            for layer in manifest.layers.prefix(32 - documents.count)
            where layer.mediaType == mediaType && layer.size <= limit {
                documents.append(try small(layer, reference, cancellation))
            }
        }
        return documents
    }

    private func small(
        _ layer: Descriptor,
        _ reference: RegistryReference,
        _ cancellation: Cancellation?
    ) throws -> [UInt8] {
        let response = try send(
            reference,
            .get,
            "blobs/\(layer.digest)",
            limit: layer.size,
            cancellation: cancellation
        )
        guard response.status == 200 else {
            throw TransportError.status(response, "\(layer.digest)")
        }
        guard try SHA256Hasher.digest(of: response.body) == layer.digest else {
            throw TransportError.wrong(
                "The blob \(layer.digest)",
                at: response.url.origin,
                "it has another digest"
            )
        }
        return response.body
    }

    private func fallbackIndex(
        of digest: Digest,
        in reference: RegistryReference,
        _ cancellation: Cancellation?
    ) throws -> ImageIndex {
        do {
            let resolved = try resolve(
                reference.with(tag: "sha256-\(digest.hex)", digest: nil),
                cancellation: cancellation
            )
            return try Self.index(resolved.bytes, reference)
        } catch let error as TransportError where error.code == .notFound {
            return ImageIndex(manifests: [])
        }
    }

    /// Adds to the index of the fallback tag, which others may be writing too.
    ///
    /// Registries have no compare-and-swap: it is read again after it was written, and written
    /// again when somebody else's version won.
    private func addToFallback(
        _ descriptor: Descriptor,
        _ subject: Digest,
        _ reference: RegistryReference,
        _ cancellation: Cancellation?
    ) throws {
        let isThere = { (index: ImageIndex) in
            index.manifests.contains { $0.digest == descriptor.digest }
        }
        for attempt in 0..<5 {
            var index = try fallbackIndex(of: subject, in: reference, cancellation)
            if isThere(index) { return }
            if attempt > 0 { try Pause.wait(Double.random(in: 0.05...0.2), cancellation) }
            index.manifests.append(descriptor)
            _ = try put(
                try index.bytes(),
                mediaType: MediaType.imageIndex,
                to: reference.with(tag: "sha256-\(subject.hex)", digest: nil),
                cancellation: cancellation
            )
        }
        guard isThere(try fallbackIndex(of: subject, in: reference, cancellation)) else {
            throw TransportError(
                .temporary,
                "Others write the signatures of \(reference) at the same time. Try again."
            )
        }
    }

    private static func index(
        _ bytes: [UInt8],
        _ reference: RegistryReference
    ) throws(TransportError) -> ImageIndex {
        do throws(BundleError) {
            return try ImageIndex(bytes: bytes)
        } catch {
            throw TransportError(
                .protocolViolation,
                "\(reference.authority) lists what is said about a manifest in a form that cannot "
                    + "be read. \(error)"
            )
        }
    }
}

/// A blob in memory.
private struct MemoryProvider: BlobProvider {
    private let digest: Digest
    private let bytes: [UInt8]

    init(_ digest: Digest, _ bytes: [UInt8]) {
        self.digest = digest
        self.bytes = bytes
    }

    func contains(_ digest: Digest) -> Bool { digest == self.digest }

    func read(_ descriptor: Descriptor, _ body: (RawSpan) throws -> Void) throws {
        let span = bytes.span
        try unsafe body(span.bytes)
    }
}
