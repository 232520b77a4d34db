public import FrankenCrypto

/// A place in a registry: `oci://host[:port]/repository[:tag][@sha256:…]`.
///
/// The grammar is the OCI distribution specification's, read byte by byte; nothing is unescaped.
public struct RegistryReference: Sendable, Hashable {
    /// The host in lowercase; an IPv6 address has its brackets.
    public let host: String
    /// The port, or `nil` for the scheme's own.
    public let port: Int?
    /// The repository, such as `zoo/swin-b`.
    public let repository: String
    /// The tag, a name that may move.
    public var tag: String?
    /// The digest of the manifest, which never moves.
    public var digest: Digest?

    /// Reads a reference.
    ///
    /// - Throws: ``BundleError`` with code `.malformedReference`.
    public init(_ text: String) throws(BundleError) {
        guard text.utf8.count <= 1024, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            text.hasPrefix("oci://")
        else { throw Self.malformed("it does not begin with oci://, or has other characters") }
        let rest = text.dropFirst("oci://".count)
        guard let slash = rest.firstIndex(of: "/"),
            let (host, port) = HostPort.parse(rest[..<slash])
        else { throw Self.malformed("it has no host followed by a slash") }
        self.host = host
        self.port = port
        var name = rest[rest.index(after: slash)...]
        if let at = name.firstIndex(of: "@") {
            do {
                digest = try Digest(oci: name[name.index(after: at)...])
            } catch {
                throw Self.malformed("what follows @ is no digest; \(error)")
            }
            name = name[..<at]
        }
        if let colon = name.firstIndex(of: ":") {
            let tag = name[name.index(after: colon)...]
            guard Self.isTag(tag) else { throw Self.malformed("what follows : is no tag") }
            self.tag = String(tag)
            name = name[..<colon]
        }
        guard Self.isRepository(name) else {
            throw Self.malformed(
                "its repository is not made of lowercase letters and digits, with single "
                    + "dots, dashes or underscores between, and slashes"
            )
        }
        repository = String(name)
    }

    /// The host, with the port when it is given.
    public var authority: String { port.map { "\(host):\($0)" } ?? host }

    /// What the reference names in its repository: the digest, else the tag, else `latest`.
    public var version: String { digest?.description ?? tag ?? "latest" }

    /// The same repository, and another version in it.
    public func with(tag: String?, digest: Digest?) -> RegistryReference {
        var copy = self
        copy.tag = tag
        copy.digest = digest
        return copy
    }

    /// Whether a text is a tag of a registry, where tags may have underscores.
    package static func isTag(_ text: Substring) -> Bool {
        guard (1...128).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return (isAlphanumeric(first) || isCapital(first) || first == 0x5F)
            && text.utf8.allSatisfy {
                isAlphanumeric($0) || isCapital($0) || "._-".utf8.contains($0)
            }
    }

    private static func isRepository(_ text: Substring) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(isComponent)
    }

    /// A component of a repository's name.
    ///
    /// In the words of the specification: `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
    private static func isComponent(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, isAlphanumeric(first),
            isAlphanumeric(last)
        else { return false }
        let separators = text.utf8.split(whereSeparator: isAlphanumeric).map(Array.init)
        return separators.allSatisfy { separator in
            separator == [0x2E] || separator == [0x5F] || separator == [0x5F, 0x5F]
                || separator.allSatisfy { $0 == 0x2D }
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    private static func malformed(_ reason: String) -> BundleError {
        BundleError(
            .malformedReference,
            "Expected a reference such as oci://registry.example.org/zoo/swin-b:1.2.0, but "
                + "\(reason)."
        )
    }
}

extension RegistryReference: CustomStringConvertible {
    /// The reference as it is written.
    public var description: String {
        "oci://\(authority)/\(repository)" + (tag.map { ":\($0)" } ?? "")
            + (digest.map { "@\($0)" } ?? "")
    }
}
