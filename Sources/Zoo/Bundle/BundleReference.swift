public import FrankenCrypto

/// Which bundle is meant: `name`, `name:version`, `name@sha256:…`, `name:version@sha256:…`, a
/// digest, or the beginning of one with at least seven digits.
///
/// The parts are read once, by this grammar, and never again as text. It is the same whether a
/// bundle is looked up among those installed or in an index.
public struct BundleReference: Sendable, Hashable {
    /// The fewest digits of a digest that mean one.
    public static let fewestDigits = 7
    private static let algorithm = "sha256:"

    /// The bundle's name, when there is one.
    public let name: BundleName?
    /// A version, or another word that some index gives a meaning; `nil` when none is asked for.
    public let tag: BundleTag?
    /// The beginning of the manifest's digest, or all of it, in hexadecimal digits.
    public let digits: String?

    /// Puts parts together.
    public init(name: BundleName, tag: BundleTag? = nil, digest: Digest? = nil) {
        self.name = name
        self.tag = tag
        digits = digest?.hex
    }

    /// Means the bundle with a digest, whatever it is called.
    public init(_ digest: Digest) {
        (name, tag) = (nil, nil)
        digits = digest.hex
    }

    /// Reads a reference.
    ///
    /// - Throws: ``BundleError`` with code `.malformedReference`.
    public init(_ text: some StringProtocol) throws(BundleError) {
        let text = String(text.prefix(512))
        if text.hasPrefix(Self.algorithm) {
            (name, tag) = (nil, nil)
            digits = try Self.digits(text.dropFirst(Self.algorithm.count), of: text)
            return
        }
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 1, parts.count == 1,
            let digits = try? Self.digits(parts[0], of: text)
        {
            name = try? BundleName(parts[0])
            tag = nil
            self.digits = digits
            return
        }
        name = try BundleName(parts[0])
        tag = parts.count == 2 ? try BundleTag(parts[1]) : nil
        guard halves.count == 2 else {
            digits = nil
            return
        }
        guard halves[1].hasPrefix(Self.algorithm) else { throw Self.malformed(text) }
        digits = try Self.digits(halves[1].dropFirst(Self.algorithm.count), of: text)
    }

    /// The tag as a version, when it is one.
    public var version: BundleVersion? { tag?.version }

    /// The whole digest, when all of it was given.
    public var digest: Digest? { digits.flatMap { try? Digest(hex: $0) } }

    /// Whether the text may be a name and may be the beginning of a digest: a name goes first.
    public var isNameOrDigits: Bool { tag == nil && digits != nil && digits == name?.text }

    /// Whether a manifest is the one that the reference asks for, as far as it asks for any.
    public func admits(_ manifest: Digest) -> Bool {
        isNameOrDigits || digits.map(manifest.hex.hasPrefix) ?? true
    }

    private static func digits(
        _ digits: Substring,
        of text: String
    ) throws(BundleError) -> String {
        guard (fewestDigits...64).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { throw malformed(text) }
        return String(digits)
    }

    private static func malformed(_ text: String) -> BundleError {
        BundleError(
            .malformedReference,
            "Expected NAME, NAME:VERSION, NAME@sha256:DIGEST or at least \(fewestDigits) lowercase "
                + "digits of a digest, found \(BundleText.quoted(text))."
        )
    }
}

extension BundleReference: CustomStringConvertible {
    public var description: String {
        guard let name else { return Self.algorithm + (digits ?? "") }
        guard !isNameOrDigits else { return name.text }
        return name.text + (tag.map { ":\($0)" } ?? "")
            + (digits.map { "@\(Self.algorithm)\($0)" } ?? "")
    }
}
