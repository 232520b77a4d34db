public import FrankenBundle
public import FrankenCrypto

/// How a blob came to be in a repository.
public enum PushOutcome: Sendable, Equatable {
    /// It was there.
    case present
    /// The registry took it from another of its repositories.
    case mounted
    /// It was sent.
    case sent
}

/// What a registry said about a manifest it took.
public struct PutManifest: Sendable, Equatable {
    /// The digest of the manifest.
    public let digest: Digest
    /// Whether the registry lists the manifest among those about its subject.
    public let listsSubject: Bool
}

extension Registry {
    /// Puts a blob into a repository, unless it is there.
    ///
    /// - Parameters:
    ///   - descriptor: Which blob.
    ///   - provider: Where its bytes are read.
    ///   - reference: The repository.
    ///   - mountable: Repositories of the same registry that may have it, the best first.
    ///   - cancellation: Ends it early.
    ///   - progress: Called with the bytes that were sent.
    /// - Returns: How it came to be there.
    /// - Throws: ``TransportError``, or the provider's error.
    public func push(
        _ descriptor: Descriptor,
        from provider: any BlobProvider,
        to reference: RegistryReference,
        mountable: [String] = [],
        cancellation: Cancellation? = nil,
        progress: (Int) -> Void = { _ in }
    ) throws -> PushOutcome {
        let digest = descriptor.digest
        if try has(digest, in: reference, cancellation: cancellation) { return .present }
        var start = url(reference, "blobs/uploads/")
        if let other = mountable.first(where: { $0 != reference.repository }) {
            start = start.adding("mount", "\(digest)").adding("from", other)
        }
        let budget = RetryBudget(client.options.retry)
        // What a broken connection lost is sent again, at most as often as anything is.
        for _ in 0...client.options.retry.limit {
            let response = try send(
                reference,
                HTTPRequest(.post, start),
                action: "pull,push",
                limit: Self.manifestByteLimit,
                cancellation: cancellation
            )
            if response.status == 201 { return .mounted }
            guard response.status == 202 else {
                throw TransportError.status(response, "a place for \(digest)")
            }
            do {
                try BlobUpload(self, reference, descriptor, response, budget, cancellation)
                    .send(provider, progress)
                return .sent
            } catch is UploadLostError {
                start = url(reference, "blobs/uploads/")
            }
        }
        throw TransportError(
            .temporary,
            "\(reference.authority) loses what is sent of a blob. Run the command again later."
        )
    }

    /// Puts a manifest into a repository; its blobs must be there.
    ///
    /// - Parameters:
    ///   - bytes: The manifest, exactly.
    ///   - mediaType: Its media type.
    ///   - reference: The repository, and the tag it gets; the digest when there is no tag.
    ///   - cancellation: Ends it early.
    /// - Returns: The digest, and what the registry said.
    /// - Throws: ``TransportError``.
    public func put(
        _ bytes: [UInt8],
        mediaType: String,
        to reference: RegistryReference,
        cancellation: Cancellation? = nil
    ) throws -> PutManifest {
        let digest = try SHA256Hasher.digest(of: bytes)
        guard reference.digest ?? digest == digest else {
            throw TransportError(
                .wrongDigest,
                "The manifest has the digest \(digest); it cannot be put as \(reference)."
            )
        }
        let name = reference.tag ?? "\(digest)"
        let response = try send(
            reference,
            HTTPRequest(
                .put,
                url(reference, "manifests/\(name)"),
                headers: HTTPHeaders([("Content-Type", mediaType)]),
                body: HTTPBody(bytes)
            ),
            action: "pull,push",
            limit: Self.manifestByteLimit,
            cancellation: cancellation
        )
        guard response.isSuccess else { throw TransportError.status(response, "\(reference)") }
        if let told = response.headers["Docker-Content-Digest"], told != "\(digest)" {
            throw TransportError.wrong(
                "\(reference)",
                at: response.url.origin,
                "it was stored as \(told.prefix(80))"
            )
        }
        return PutManifest(digest: digest, listsSubject: response.headers["OCI-Subject"] != nil)
    }
}
