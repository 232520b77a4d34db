internal import CCurl

/// The library that speaks HTTP.
public enum TransportLibrary {
    /// Name and version of it and of what it speaks TLS with, as in `libcurl 8.14.1 OpenSSL/3.5.1`.
    public static var version: String {
        let tls = unsafe fc_curl_tls_version().map { " \(unsafe String(cString: $0))" }
        let own = unsafe fc_curl_version().map { " \(unsafe String(cString: $0))" }
        return "libcurl" + (own ?? "") + (tls ?? "")
    }
}
