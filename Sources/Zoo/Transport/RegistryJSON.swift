internal import FrankenBytes

/// The small documents of registries.
enum RegistryJSON {
    /// Reads an answer's body; unknown fields are ignored.
    ///
    /// - Throws: ``TransportError`` with code `.protocolViolation`.
    static func decode<Value: Decodable>(
        _ response: HTTPResponse,
        _ what: String
    ) throws(TransportError) -> Value {
        var decoder = StrictJSONDecoder(
            limits: JSONParser.Limits(depth: 16, byteCount: 4 << 20, valueCount: 200_000)
        )
        decoder.unknownFields = .ignored
        do {
            return try decoder.decode(from: response.body)
        } catch {
            throw TransportError(
                .protocolViolation,
                "\(response.url.origin) sends \(what) that cannot be read. Is it a registry?"
            )
        }
    }

    /// Where the next page of a list is, from `Link: <…>; rel="next"`.
    ///
    /// - Throws: ``TransportError`` when it points to another server.
    static func nextPage(_ response: HTTPResponse) throws(TransportError) -> HTTPURL? {
        guard let link = response.headers["Link"], link.contains("next"),
            let start = link.firstIndex(of: "<"), let end = link.firstIndex(of: ">"), start < end
        else { return nil }
        let url = try response.url.resolving(String(link[link.index(after: start)..<end]))
        guard url.origin == response.url.origin else {
            throw TransportError(
                .protocolViolation,
                "\(response.url.origin) continues a list on another server. Is it a registry?"
            )
        }
        return url
    }
}
