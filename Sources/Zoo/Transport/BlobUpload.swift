internal import FrankenBundle

/// A blob on its way to a registry: at once when it is small, otherwise in chunks that can be gone
/// on with after the connection broke.
final class BlobUpload {
    private let registry: Registry
    private let reference: RegistryReference
    private let descriptor: Descriptor
    private let cancellation: Cancellation?
    private let budget: RetryBudget
    private let chunkByteCount: Int
    private var location: HTTPURL
    private var chunk: [UInt8] = []
    private var sent = 0

    /// Begins where an answer says that the blob may be sent.
    init(
        _ registry: Registry,
        _ reference: RegistryReference,
        _ descriptor: Descriptor,
        _ response: HTTPResponse,
        _ budget: RetryBudget,
        _ cancellation: Cancellation?
    ) throws {
        self.registry = registry
        self.reference = reference
        self.descriptor = descriptor
        self.cancellation = cancellation
        self.budget = budget
        let least = response.headers["OCI-Chunk-Min-Length"].flatMap { Int($0) } ?? 0
        guard least <= 256 << 20 else {
            throw TransportError(
                .protocolViolation,
                "\(response.url.origin) wants chunks of \(least) bytes; at most 256 MiB are sent."
            )
        }
        chunkByteCount = max(Registry.chunkByteCount, least)
        location = try Self.location(response)
    }

    /// Sends the blob and has the registry check it.
    ///
    /// - Throws: ``UploadLostError`` when it must begin anew, ``TransportError``, or the provider's
    ///   error.
    func send(_ provider: any BlobProvider, _ progress: (Int) -> Void) throws {
        try provider.read(descriptor) { piece in
            unsafe piece.withUnsafeBytes { unsafe chunk.append(contentsOf: $0) }
            guard descriptor.size > chunkByteCount, chunk.count >= chunkByteCount else { return }
            try sendChunk()
            progress(sent)
        }
        let isLarge = descriptor.size > chunkByteCount
        if isLarge, !chunk.isEmpty { try sendChunk() }
        var request = HTTPRequest(.put, location.adding("digest", "\(descriptor.digest)"))
        request.headers["Content-Type"] = "application/octet-stream"
        request.totalTimeout = 0
        request.body = isLarge ? nil : HTTPBody(chunk)
        let response = try registry.send(
            reference,
            request,
            action: "pull,push",
            limit: Registry.manifestByteLimit,
            cancellation: cancellation
        )
        guard response.isSuccess else {
            throw TransportError.status(response, "the place it gave for \(descriptor.digest)")
        }
        progress(descriptor.size)
    }

    private func sendChunk() throws {
        while !chunk.isEmpty {
            do {
                let end = sent + chunk.count
                let response = try patch()
                // libcurl sends a chunk again by itself when a kept connection proves dead, and then
                // the registry may have its beginning.
                guard response.status != 416 else { throw Self.outOfOrder(response) }
                guard response.status != 404 else { throw UploadLostError() }
                guard response.status == 202 else {
                    throw TransportError.status(response, "the place it gave for a blob")
                }
                location = try Self.location(response)
                sent = end
                chunk.removeAll(keepingCapacity: true)
            } catch let error as TransportError {
                try budget.pause(after: error, cancellation)
                try askHowFar()
            }
        }
    }

    private static func outOfOrder(_ response: HTTPResponse) -> TransportError {
        TransportError(
            .temporary,
            "\(response.url.origin) has another part of a blob than was sent. Run the command again.",
            retryLimit: .max
        )
    }

    private func patch() throws -> HTTPResponse {
        var request = HTTPRequest(.patch, location, body: HTTPBody(chunk), totalTimeout: 0)
        request.headers["Content-Type"] = "application/octet-stream"
        request.headers["Content-Range"] = "\(sent)-\(sent + chunk.count - 1)"
        return try registry.authorized(reference, request, "pull,push", cancellation) { request in
            try registry.client.exchange(
                request,
                limit: Registry.manifestByteLimit,
                cancellation: cancellation,
                receive: { _ in }
            )
        }
    }

    /// Asks how much of the blob arrived, and drops that from the chunk.
    private func askHowFar() throws {
        let response = try registry.send(
            reference,
            HTTPRequest(.get, location),
            action: "pull,push",
            limit: Registry.manifestByteLimit,
            cancellation: cancellation
        )
        guard response.status == 204 || response.status == 202,
            let ends = response.headers["Range"]?.split(separator: "-"), ends.count == 2,
            let last = Int(ends[1]), (0...Descriptor.largestSize).contains(last)
        else { throw UploadLostError() }
        // Some registries say 0-0 for nothing at all.
        let arrived = last == 0 ? 0 : last + 1
        guard (sent...(sent + chunk.count)).contains(arrived) else { throw UploadLostError() }
        chunk.removeFirst(arrived - sent)
        sent = arrived
        location = (try? Self.location(response)) ?? location
    }

    private static func location(_ response: HTTPResponse) throws -> HTTPURL {
        guard let text = response.headers["Location"],
            let url = try? response.url.resolving(text),
            url.scheme == .https || response.url.scheme == .http
        else {
            throw TransportError(
                .protocolViolation,
                "\(response.url.origin) does not say where a blob may be sent, or not over https. "
                    + "Ask whoever runs the registry."
            )
        }
        return url
    }
}

/// The registry forgot what was sent of a blob; it must be sent from the beginning.
struct UploadLostError: Error {}
