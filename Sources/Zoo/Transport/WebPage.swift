/// Tells a page for people, such as the login of a hotel's network, from what was asked for.
package enum WebPage {
    /// Whether bytes begin as HTML does.
    package static func begins(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes.prefix(256), as: UTF8.self).lowercased()
            .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
    }

    /// The error of a page where something else was asked for.
    static func error(_ url: HTTPURL, _ wanted: String) -> TransportError {
        TransportError(
            .protocolViolation,
            "\(url.origin) answers with a web page where \(wanted) should be. Is the address right, "
                + "and does the network want a login first?"
        )
    }
}
