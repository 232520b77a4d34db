internal import FrankenBundle

extension RegistryReference {
    /// The base of the repository's URLs.
    func url(_ scheme: HTTPURL.Scheme, _ path: String) -> HTTPURL {
        HTTPURL(
            scheme: scheme,
            host: host,
            port: port ?? scheme.defaultPort,
            path: "/v2/\(repository)/\(path)",
            query: nil
        )
    }
}
