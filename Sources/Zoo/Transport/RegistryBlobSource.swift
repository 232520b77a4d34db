internal import FrankenBundle
internal import FrankenCrypto

/// A blob of a repository.
struct RegistryBlobSource: BlobSource {
    let registry: Registry
    let reference: RegistryReference
    let digest: Digest

    var name: String { "oci://\(reference.authority)/\(reference.repository)@\(digest)" }

    func get(
        _ headers: HTTPHeaders,
        limit: Int,
        cancellation: Cancellation?,
        accept: (HTTPResponse) throws -> Void,
        receive: (RawSpan) throws -> Void
    ) throws -> HTTPResponse {
        let request = HTTPRequest(
            .get,
            registry.url(reference, "blobs/\(digest)"),
            headers: headers,
            totalTimeout: 0
        )
        return try registry.authorized(reference, request, "pull", cancellation) { request in
            try registry.client.exchange(
                request,
                limit: limit,
                cancellation: cancellation,
                accept: accept,
                receive: receive
            )
        }
    }
}
