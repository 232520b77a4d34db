internal import FrankenBytes

extension TransportError {
    /// The error of an answer that is no success.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - wanted: What was asked for, as in "the blob sha256:…".
    /// - Returns: The error that fits the status.
    static func status(_ response: HTTPResponse, _ wanted: String) -> TransportError {
        let origin = response.url.origin
        switch response.status {
        case 404, 410:
            return TransportError(
                .notFound,
                "\(origin) does not have \(wanted). Check the name and the version."
                    + reason(response)
            )
        case 401, 403, 407:
            return TransportError(
                .unauthorized,
                "\(origin) does not give \(wanted) to "
                    + "\(response.status == 401 ? "whoever asks" : "you") (status "
                    + "\(response.status)). Check the credentials." + reason(response)
            )
        default:
            return HTTPClient.busy(response)
                ?? TransportError(
                    .protocolViolation,
                    "\(origin) answers status \(response.status) when asked for \(wanted); "
                        + "expected 200. Is this the right address?" + reason(response)
                )
        }
    }

    /// What the server itself says about an error, as registries do, for the end of a message.
    ///
    /// - SeeAlso: OCI distribution specification 1.1, "Error Codes".
    private static func reason(_ response: HTTPResponse) -> String {
        var decoder = StrictJSONDecoder(
            limits: JSONParser.Limits(depth: 8, byteCount: 64 << 10, valueCount: 1000)
        )
        decoder.unknownFields = .ignored
        guard let told: ServerErrors = try? decoder.decode(from: response.body),
            let first = told.errors.first
        else { return "" }
        let words = [first.message, first.code].compactMap(\.self).filter { !$0.isEmpty }
        guard let text = words.first else { return "" }
        return " The server says: \(PrintableText.of(String(text.prefix(200))))"
    }

    private struct ServerErrors: Decodable {
        struct Item: Decodable {
            var code: String?
            var message: String?
        }

        let errors: [Item]
    }

    /// The error of content that is not what its digest or size says.
    static func wrong(_ what: String, at source: String, _ found: String) -> TransportError {
        TransportError(
            .wrongDigest,
            "\(what) from \(source) is not what it should be: \(found). It is not used; "
                + "try again, and tell whoever publishes it when it stays so."
        )
    }
}
