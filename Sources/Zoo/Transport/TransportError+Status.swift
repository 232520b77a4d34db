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
            )
        case 401, 403, 407:
            return TransportError(
                .unauthorized,
                "\(origin) does not give \(wanted) to "
                    + "\(response.status == 401 ? "whoever asks" : "you") (status "
                    + "\(response.status)). Check the credentials."
            )
        default:
            return HTTPClient.busy(response)
                ?? TransportError(
                    .protocolViolation,
                    "\(origin) answers status \(response.status) when asked for \(wanted); "
                        + "expected 200. Is this the right address?"
                )
        }
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
