/// The part of a URL or reference that names a host.
package enum HostPort {
    /// Reads `host`, `host:port`, `[address]` or `[address]:port`.
    ///
    /// - Returns: The host in lowercase and the port when one is given; `nil` for anything else.
    package static func parse(_ text: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[...end]
            rest = text[text.index(after: end)...]
            guard isAddress6(host.dropFirst().dropLast()) else { return nil }
        } else {
            host = text.prefix { $0 != ":" }
            rest = text[host.endIndex...]
            guard isName(host) else { return nil }
        }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), (1...65535).contains(port)
        else { return nil }
        return (host.lowercased(), port)
    }

    /// Whether a host is this machine by its name or address, without asking anyone.
    ///
    /// libcurl never asks a server for the address of `localhost`.
    package static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "[::1]"
            || host.hasPrefix("127.") && isAddress4(host.split(separator: ".", maxSplits: 4))
    }

    private static func isName(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...253).contains(host.utf8.count), let last = labels.last else { return false }
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                        || (0x61...0x7A).contains(byte) || byte == 0x2D
                        || byte == 0x5F
                }
        }
        // 2130706433, 0x7f.1 and 127.1 are addresses to some readers and names to others.
        let isNumber =
            last.utf8.allSatisfy { (0x30...0x39).contains($0) } || last.lowercased().hasPrefix("0x")
        return areLabels && (!isNumber || isAddress4(labels))
    }

    private static func isAddress4(_ labels: [Substring]) -> Bool {
        labels.count == 4
            && labels.allSatisfy { label in
                (1...3).contains(label.utf8.count)
                    && label.utf8.allSatisfy { (0x30...0x39).contains($0) }
                    && (label == "0" || !label.hasPrefix("0")) && Int(label) ?? 256 <= 255
            }
    }

    private static func isAddress6(_ text: Substring) -> Bool {
        (2...45).contains(text.utf8.count) && text.contains(":")
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
                    || (0x61...0x66).contains(byte) || byte == 0x3A || byte == 0x2E
            }
    }
}
