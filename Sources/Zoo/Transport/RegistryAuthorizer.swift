internal import FrankenCrypto

/// What is sent to a registry to be let in, and until when it is good.
struct Authorization: Sendable {
    let header: String
    let expires: Int
}

/// Answers a registry's wish for credentials.
///
/// The token service is where the registry says it is. It is told the credentials of that registry
/// and of no other, and only over TLS, or in the clear on this machine when the registry itself is
/// spoken to so. What it gives goes to the registry alone.
struct RegistryAuthorizer {
    private static let tokenByteLimit = 64 << 10

    let client: HTTPClient
    let credential: RegistryCredential?
    let registry: HTTPURL
    let scope: String

    /// Gets what a registry wants.
    ///
    /// - Returns: `nil` when nothing at hand could satisfy it.
    /// - Throws: ``TransportError``.
    func answer(
        _ challenges: [AuthChallenge],
        _ cancellation: Cancellation?
    ) throws -> Authorization? {
        if case .bearer(let token) = credential,
            challenges.contains(where: { $0.scheme == "bearer" })
        {
            return Authorization(header: "Bearer \(token)", expires: .max)
        }
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }) {
            return try token(bearer, cancellation)
        }
        guard challenges.contains(where: { $0.scheme == "basic" }), let basic else { return nil }
        return Authorization(header: basic, expires: .max)
    }

    private var basic: String? {
        guard case .basic(let user, let password) = credential else { return nil }
        return "Basic \(Base64.text(of: Array("\(user):\(password)".utf8)))"
    }

    private func token(
        _ challenge: AuthChallenge,
        _ cancellation: Cancellation?
    ) throws -> Authorization {
        var url = try realm(challenge)
        let isExchanged = if case .identity = credential { true } else { false }
        if !isExchanged, let service = challenge.parameters["service"] {
            url = url.adding("service", service)
        }
        let scopes = (challenge.parameters["scope"] ?? scope).split(separator: " ").prefix(8)
        let request: HTTPRequest
        if case .identity(let token) = credential {
            request = Self.exchange(token, url, challenge.parameters["service"], scopes)
        } else {
            for scope in scopes { url = url.adding("scope", String(scope)) }
            var headers = HTTPHeaders()
            headers["Authorization"] = basic
            request = HTTPRequest(.get, url, headers: headers)
        }
        let response = try client.send(
            request,
            limit: Self.tokenByteLimit,
            cancellation: cancellation
        )
        guard response.status == 200 else {
            throw TransportError.status(response, "a token for \(registry.origin)")
        }
        let answer: TokenAnswer = try RegistryJSON.decode(response, "a token")
        guard let token = answer.token ?? answer.access_token,
            (1...16384).contains(token.utf8.count),
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw TransportError(
                .protocolViolation,
                "\(url.origin) sends no token that can be used. Is it the registry's token service?"
            )
        }
        // Left out, it is a minute; a few seconds are lost on the way.
        let lifetime = min(max(answer.expires_in ?? 60, 0), 86_400)
        return Authorization(
            header: "Bearer \(token)",
            expires: Pause.secondsSinceEpoch + max(lifetime - 5, 5)
        )
    }

    /// Asks for a token in exchange for one that is kept, as OAuth 2 has it.
    private static func exchange(
        _ token: String,
        _ url: HTTPURL,
        _ service: String?,
        _ scopes: ArraySlice<Substring>
    ) -> HTTPRequest {
        let fields = [
            ("grant_type", "refresh_token"), ("client_id", "frankensplit-zoo"),
            ("service", service ?? ""), ("scope", scopes.joined(separator: " ")),
            ("refresh_token", token),
        ]
        let form = fields.map { "\($0)=\(HTTPURL.escaped($1))" }.joined(separator: "&")
        return HTTPRequest(
            .post,
            url,
            headers: HTTPHeaders([("Content-Type", "application/x-www-form-urlencoded")]),
            body: HTTPBody(Array(form.utf8))
        )
    }

    private func realm(_ challenge: AuthChallenge) throws -> HTTPURL {
        guard let realm = challenge.parameters["realm"], let url = try? HTTPURL(realm) else {
            throw TransportError(
                .protocolViolation,
                "\(registry.origin) wants a token and does not say from where. Is it a registry?"
            )
        }
        guard url.scheme == .https || registry.scheme == .http else {
            throw TransportError(
                .untrusted,
                "\(registry.origin) sends to \(url.origin) for a token, which is not https. "
                    + "Ask whoever runs the registry."
            )
        }
        return url
    }
}

private struct TokenAnswer: Decodable {
    var token: String?
    var access_token: String?
    var expires_in: Int?
}
