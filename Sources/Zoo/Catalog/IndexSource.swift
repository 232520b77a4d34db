public import FrankenBundle

/// A place where an index says that a bundle lies.
///
/// The text is taken apart here, by our own narrow grammar, before anything else sees it: no
/// escapes, no fragments, no user names, no way out of a folder.
public enum IndexSource: Sendable, Hashable {
    /// A path below the folder of the index, or of a mirror.
    case relative(String)
    /// An `https` address; `http` on this machine only.
    case web(String)
    /// A place in an OCI registry.
    case registry(RegistryReference)

    /// The longest source, in bytes.
    public static let longest = 1024
    private static let deepest = 16

    /// Reads a source.
    ///
    /// - Throws: ``CatalogError`` with code `.malformedIndex`.
    public init(_ text: String) throws(CatalogError) {
        let source: IndexSource? =
            if text.utf8.count > Self.longest {
                nil
            } else if text.utf8.starts(with: "oci://".utf8) {
                (try? RegistryReference(text)).map { .registry($0) }
            } else if let rest = Self.rest(of: text, after: "https://") {
                Self.isAddress(rest, localOnly: false) ? .web(text) : nil
            } else if let rest = Self.rest(of: text, after: "http://") {
                Self.isAddress(rest, localOnly: true) ? .web(text) : nil
            } else {
                Self.isPath(text) ? .relative(text) : nil
            }
        guard let source else {
            throw CatalogError(
                .malformedIndex,
                "Expected a source such as 'bundles/a.zoo', 'https://host/a.zoo' or "
                    + "'oci://host/a:1.0.0', found '\(text.prefix(80))'."
            )
        }
        self = source
    }

    /// The source as an index writes it.
    public var text: String {
        switch self {
        case .relative(let path): path
        case .web(let address): address
        case .registry(let reference): "\(reference)"
        }
    }

    private static func rest(of text: String, after scheme: String) -> String? {
        text.utf8.starts(with: scheme.utf8) ? String(text.dropFirst(scheme.count)) : nil
    }

    /// Whether each part is a plain file name: no hidden one, no `..`, none that a system reserves.
    private static func isPath(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return (1...deepest).contains(parts.count) && parts.allSatisfy(isPathPart)
    }

    private static func isPathPart(_ part: Substring) -> Bool {
        let bytes = Array(part.utf8)
        guard (1...200).contains(bytes.count), let first = bytes.first, let last = bytes.last else {
            return false
        }
        let stem = part.lowercased().split(separator: ".").first.map(String.init) ?? ""
        let reserved = ["con", "prn", "aux", "nul"]
        let isDevice =
            reserved.contains(stem)
            || (stem.utf8.count == 4 && (stem.hasPrefix("com") || stem.hasPrefix("lpt"))
                && stem.utf8.last.map(IndexText.isDigit) == true)
        return !isDevice && (IndexText.isLetter(first) || IndexText.isDigit(first))
            && last != UInt8(ascii: ".")
            && bytes.allSatisfy {
                IndexText.isLetter($0) || IndexText.isDigit($0) || "._-+".utf8.contains($0)
            }
    }

    private static func isAddress(_ rest: String, localOnly: Bool) -> Bool {
        let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, isHost(host, localOnly: localOnly) else { return false }
        guard parts.count == 2, !parts[1].isEmpty else { return parts.count == 1 }
        return parts[1].split(separator: "/", omittingEmptySubsequences: false)
            .allSatisfy { part in
                !part.isEmpty && part != "." && part != ".."
                    && part.utf8.allSatisfy {
                        IndexText.isLetter($0) || IndexText.isDigit($0)
                            || "._-+~".utf8.contains($0)
                    }
            }
    }

    private static func isHost(_ text: Substring, localOnly: Bool) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = parts.first, isHostName(host) else { return false }
        if parts.count == 2 {
            guard parts[1].utf8.count <= 5, parts[1].utf8.allSatisfy(IndexText.isDigit),
                let port = Int(parts[1]), (1...65_535).contains(port)
            else { return false }
        }
        return !localOnly || host == "localhost" || host == "127.0.0.1"
    }

    private static func isHostName(_ host: Substring) -> Bool {
        host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
                    && label.utf8.last != UInt8(ascii: "-")
                    && label.utf8.allSatisfy {
                        IndexText.isLetter($0) || IndexText.isDigit($0)
                            || $0 == UInt8(ascii: "-")
                    }
            }
    }
}

extension IndexSource: Codable {
    /// Reads the text of an index.
    ///
    /// - Throws: The decoder's error or ``CatalogError``.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text of an index.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
