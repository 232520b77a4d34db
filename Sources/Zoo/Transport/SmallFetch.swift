/// Fetches what fits in memory.
enum SmallFetch {
    /// A small blob.
    ///
    /// - Throws: ``TransportError``; `.wrongDigest` for another size.
    static func bytes(
        _ source: any BlobSource,
        _ byteCount: Int,
        _ name: String,
        _ budget: RetryBudget,
        _ cancellation: Cancellation
    ) throws -> [UInt8] {
        guard byteCount > 0 else { return [] }
        while true {
            do {
                var bytes: [UInt8] = []
                let response = try source.get(
                    HTTPHeaders(),
                    limit: byteCount,
                    cancellation: cancellation,
                    accept: { _ in bytes = [] },
                    receive: { piece in
                        unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
                    }
                )
                guard response.status == 200 else { throw TransportError.status(response, name) }
                guard bytes.count == byteCount else {
                    throw TransportError.wrong(
                        name,
                        at: source.name,
                        "it has \(bytes.count) bytes, expected \(byteCount)"
                    )
                }
                return bytes
            } catch let error as TransportError {
                try budget.pause(after: error, cancellation)
            }
        }
    }
}
