internal import CCurl

/// The library that speaks HTTP.
public enum TransportLibrary {
    /// Names and versions of it and of what it uses, as in `libcurl/8.14.1 OpenSSL/3.5.1 …`.
    public static var version: String {
        unsafe fc_curl_version().map { unsafe String(cString: $0) } ?? "libcurl"
    }
}
