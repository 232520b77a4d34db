internal import CCurl
internal import FrankenFiles

/// A libcurl handle, which keeps its socket between requests.
///
/// ``HTTPClient`` hands each to one thread at a time through a mutex, and libcurl does not mind
/// which; that is why it may be shared although it holds a pointer.
@safe
final class CurlConnection: @unchecked Sendable {
    private let handle: OpaquePointer

    init() throws(TransportError) {
        guard fc_curl_is_there() == 1 else { throw Self.missing }
        guard let handle = unsafe fc_connection_new() else { throw Self.outOfMemory }
        unsafe self.handle = handle
    }

    deinit { unsafe fc_connection_free(handle) }

    func reset() { unsafe fc_connection_reset(handle) }

    func set(_ which: fc_text, _ value: String) throws(TransportError) {
        guard unsafe fc_connection_set_text(handle, which, value) == 0 else {
            throw Self.outOfMemory
        }
    }

    /// Sets a path, as exactly its bytes.
    func set(_ which: fc_text, path: String) throws(TransportError) {
        let status = unsafe ByteText.withBytes(of: path) { path in
            unsafe fc_connection_set_text(handle, which, path)
        }
        guard status == 0 else { throw Self.outOfMemory }
    }

    func set(_ which: fc_number, _ value: Int) throws(TransportError) {
        guard unsafe fc_connection_set_number(handle, which, Int64(value)) == 0 else {
            throw Self.outOfMemory
        }
    }

    /// Runs the request that was set, calling `exchange` on this thread.
    func perform(_ exchange: CurlExchange) -> fc_outcome {
        var callbacks = unsafe fc_callbacks(
            context: Unmanaged.passUnretained(exchange).toOpaque(),
            header: { context, bytes, count in
                unsafe CurlConnection.exchange(context)?.header(
                    UnsafeBufferPointer(start: bytes, count: count)
                ) ?? 1
            },
            body: { context, bytes, count in
                unsafe CurlConnection.exchange(context)?.body(
                    UnsafeRawBufferPointer(start: bytes, count: count)
                ) ?? 1
            },
            upload: { context, room, count, offset in
                unsafe CurlConnection.exchange(context)?.upload(
                    UnsafeMutableBufferPointer(start: room, count: count),
                    from: Int(offset)
                ) ?? -1
            },
            stop: { context in unsafe CurlConnection.exchange(context)?.stop() ?? 1 }
        )
        return withExtendedLifetime(exchange) {
            unsafe fc_connection_perform(handle, &callbacks)
        }
    }

    /// The kind of the last failure in libcurl's words.
    var reason: String { unsafe String(cString: fc_connection_reason(handle)) }

    /// What libcurl said about the last failure; it may name proxies.
    var message: String { unsafe String(cString: fc_connection_message(handle)) }

    /// The status of the proxy's answer to CONNECT, 0 without one.
    var proxyStatus: Int { unsafe Int(fc_connection_proxy_status(handle)) }

    private static func exchange(_ context: UnsafeMutableRawPointer?) -> CurlExchange? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
    }

    static let missing = TransportError(
        .unavailable,
        "The network needs libcurl, and libcurl.so.4 could not be loaded. Install it: "
            + "apt-get install libcurl4."
    )

    static let outOfMemory = TransportError(
        .unavailable,
        "libcurl could not start; memory is short."
    )
}
