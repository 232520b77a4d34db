extension HTTPURL {
    /// The URL that a reference found in an answer of this URL points to.
    ///
    /// - Parameter reference: A whole URL, `//host/path`, `/path`, `?query` or a relative path.
    /// - Returns: The URL, its dots resolved.
    /// - Throws: ``TransportError`` with code `.malformedReference`.
    /// - SeeAlso: RFC 3986, section 5.2.
    func resolving(_ reference: String) throws(TransportError) -> HTTPURL {
        // Servers do redirect to a fragment; it is never sent and means nothing here.
        let text = String(reference.prefix { $0 != "#" })
        if let first = text.firstIndex(where: { ":/?".contains($0) }), text[first] == ":" {
            return try HTTPURL(text)
        }
        if text.hasPrefix("//") { return try HTTPURL("\(scheme):\(text)") }
        if text.hasPrefix("/") { return try HTTPURL(origin + text) }
        if text.hasPrefix("?") { return try HTTPURL(origin + path + text) }
        if text.isEmpty { return self }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return try HTTPURL(origin + folder + text)
    }

    /// The URL with a name and value more in its query.
    ///
    /// - Parameters:
    ///   - name: Written as it is.
    ///   - value: Everything but letters, digits and `-._~` is escaped.
    /// - Returns: The longer URL.
    func adding(_ name: String, _ value: String) -> HTTPURL {
        let pair = "\(name)=\(Self.escaped(value))"
        return HTTPURL(
            scheme: scheme,
            host: host,
            port: port,
            path: path,
            query: query.map { $0.isEmpty ? pair : "\($0)&\(pair)" } ?? pair
        )
    }

    /// Text as it is written in a query.
    static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
            if isPlain {
                result.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }

    /// Resolves `.` and `..`; a path never leaves the root.
    static func withoutDots(_ path: Substring) -> String {
        guard !path.isEmpty else { return "/" }
        var parts: [Substring] = []
        let names = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, name) in names.enumerated() {
            let isLast = index == names.count - 1
            switch name.lowercased().replacing("%2e", with: ".") {
            case ".":
                if isLast { parts.append("") }
            case "..":
                _ = parts.popLast()
                if isLast { parts.append("") }
            default:
                parts.append(name)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
