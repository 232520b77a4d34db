public import FrankenBundle
public import FrankenCrypto
internal import Synchronization

/// A manifest as a registry has it.
public struct ResolvedManifest: Sendable {
    /// Its media type, digest and size.
    public let descriptor: Descriptor
    /// Its bytes, exactly; they have the digest.
    public let bytes: [UInt8]
}

/// Speaks to OCI registries, from any number of threads at once.
///
/// - SeeAlso: OCI distribution specification 1.1.
public final class Registry: Sendable {
    /// Most bytes of a manifest, as the specification advises.
    public static let manifestByteLimit = 4 << 20
    /// How long chunks of a large blob are, in bytes, unless the registry wants longer ones.
    static let chunkByteCount = 8 << 20
    static let manifestTypes = "\(MediaType.imageManifest), \(MediaType.imageIndex)"

    let client: HTTPClient
    private let credentials: RegistryCredentials
    private let scheme: HTTPURL.Scheme
    private let authorizations = Mutex<[String: Authorization]>([:])

    /// A client of registries; nothing is asked before the first call.
    ///
    /// - Parameters:
    ///   - client: Makes the requests.
    ///   - credentials: Who one is to which registry.
    ///   - isPlain: Whether plain HTTP is spoken, which `client` allows only on this machine
    ///     unless its options say otherwise.
    public init(
        client: HTTPClient,
        credentials: RegistryCredentials = RegistryCredentials(),
        isPlain: Bool = false
    ) {
        self.client = client
        self.credentials = credentials
        scheme = isPlain ? .http : .https
    }

    // MARK: Reading

    /// Finds out what a reference names, and reads it.
    ///
    /// - Parameters:
    ///   - reference: A tag or digest; `latest` without either. A digest wins over a tag.
    ///   - cancellation: Ends it early.
    /// - Returns: The manifest, its digest computed here, and equal to that of the reference when
    ///   it has one.
    /// - Throws: ``TransportError``; `.notFound`, `.unauthorized`, `.wrongDigest` among others.
    public func resolve(
        _ reference: RegistryReference,
        cancellation: Cancellation? = nil
    ) throws -> ResolvedManifest {
        let response = try send(
            reference,
            .get,
            "manifests/\(reference.version)",
            headers: HTTPHeaders([("Accept", Self.manifestTypes)]),
            limit: Self.manifestByteLimit,
            cancellation: cancellation
        )
        guard response.status == 200 else { throw TransportError.status(response, "\(reference)") }
        guard !WebPage.begins(response.body) else {
            throw WebPage.error(response.url, "\(reference)")
        }
        let digest = try SHA256Hasher.digest(of: response.body)
        let told = response.headers["Docker-Content-Digest"].flatMap { try? Digest(oci: $0) }
        guard reference.digest ?? digest == digest, told ?? digest == digest else {
            throw TransportError.wrong(
                "\(reference)",
                at: response.url.origin,
                "its manifest has the digest \(digest)"
            )
        }
        let mediaType = response.headers["Content-Type"]?.prefix { $0 != ";" && $0 != " " }
        return ResolvedManifest(
            descriptor: Descriptor(
                mediaType: mediaType.map { String($0) } ?? MediaType.imageManifest,
                digest: digest,
                size: response.body.count
            ),
            bytes: response.body
        )
    }

    /// A blob of a repository, for a ``Downloader``.
    public func source(of digest: Digest, in reference: RegistryReference) -> any BlobSource {
        RegistryBlobSource(registry: self, reference: reference, digest: digest)
    }

    /// Whether a repository says that it has a blob; one that refuses to say so does not.
    ///
    /// - Throws: ``TransportError`` when nobody answers, or the credentials are wrong.
    public func has(
        _ digest: Digest,
        in reference: RegistryReference,
        cancellation: Cancellation? = nil
    ) throws -> Bool {
        let response = try send(
            reference,
            .head,
            "blobs/\(digest)",
            action: "pull",
            limit: 0,
            cancellation: cancellation
        )
        if response.status == 401 { throw TransportError.status(response, "\(digest)") }
        return response.status == 200
    }

    /// The tags of a repository.
    ///
    /// - Throws: ``TransportError``; `.tooLarge` for more than 100 pages.
    public func tags(
        of reference: RegistryReference,
        cancellation: Cancellation? = nil
    ) throws -> [String] {
        var tags: [String] = []
        var url: HTTPURL? = self.url(reference, "tags/list").adding("n", "1000")
        for _ in 0..<100 {
            guard let page = url else { return tags }
            let response = try send(
                reference,
                HTTPRequest(.get, page),
                limit: Self.manifestByteLimit,
                cancellation: cancellation
            )
            guard response.status == 200 else {
                throw TransportError.status(response, "the tags of \(reference.repository)")
            }
            let list: TagList = try RegistryJSON.decode(response, "a list of tags")
            // A name that is no tag could not be asked for, and may be meant for a terminal.
            tags += (list.tags ?? []).filter { RegistryReference.isTag($0[...]) }
            url = try RegistryJSON.nextPage(response)
        }
        throw TransportError(.tooLarge, "\(reference) has more than 100 pages of tags.")
    }

    // MARK: Requests

    func url(_ reference: RegistryReference, _ path: String) -> HTTPURL {
        reference.url(scheme, path)
    }

    func send(
        _ reference: RegistryReference,
        _ method: HTTPMethod,
        _ path: String,
        headers: HTTPHeaders = HTTPHeaders(),
        action: String = "pull",
        limit: Int,
        cancellation: Cancellation?
    ) throws -> HTTPResponse {
        try send(
            reference,
            HTTPRequest(method, url(reference, path), headers: headers),
            action: action,
            limit: limit,
            cancellation: cancellation
        )
    }

    func send(
        _ reference: RegistryReference,
        _ request: HTTPRequest,
        action: String = "pull",
        limit: Int,
        cancellation: Cancellation?
    ) throws -> HTTPResponse {
        try authorized(reference, request, action, cancellation) { request in
            try client.send(request, limit: limit, cancellation: cancellation)
        }
    }

    /// Makes a request with the credentials that its registry wants, and no other.
    ///
    /// - Parameters:
    ///   - reference: Whose registry and repository it is.
    ///   - request: Without authorization.
    ///   - action: `pull` or `pull,push`; a registry's token is good for one of them.
    ///   - cancellation: Ends it early.
    ///   - perform: Makes it; called again after the server asked for credentials.
    /// - Returns: The last answer.
    /// - Throws: ``TransportError``, or what `perform` throws.
    func authorized(
        _ reference: RegistryReference,
        _ request: HTTPRequest,
        _ action: String,
        _ cancellation: Cancellation?,
        _ perform: (HTTPRequest) throws -> HTTPResponse
    ) throws -> HTTPResponse {
        // An upload may have to go to another host, which gets no credentials.
        guard request.url.origin == url(reference, "").origin else { return try perform(request) }
        let key = "\(request.url.origin) \(reference.repository) \(action)"
        var request = request
        let now = Pause.secondsSinceEpoch
        let known = authorizations.withLock { $0[key] }
        if let known, known.expires > now { request.headers["Authorization"] = known.header }
        var response = try perform(request)
        guard response.status == 401 else { return response }
        let finding = credentials.finding(reference)
        let authorizer = RegistryAuthorizer(
            client: client,
            credential: finding.credential,
            registry: request.url,
            scope: "repository:\(reference.repository):\(action)"
        )
        do {
            if let fresh = try authorizer.answer(AuthChallenge.all(response.headers), cancellation)
            {
                authorizations.withLock { $0[key] = fresh }
                request.headers["Authorization"] = fresh.header
                let second = try perform(request)
                guard [401, 403].contains(second.status) else { return second }
                response = second
            }
        } catch let error as TransportError where error.code == .unauthorized {
            throw TransportError(.unauthorized, error.message + finding.note)
        }
        guard !finding.note.isEmpty else { return response }
        let refusal = TransportError.status(response, "\(reference)")
        throw TransportError(.unauthorized, refusal.message + finding.note)
    }
}

private struct TagList: Decodable {
    var tags: [String]?
}
