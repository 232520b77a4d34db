public import FrankenBundle
public import FrankenCrypto

/// What a user types to mean an installed bundle.
///
/// `swin-b`, `swin-b:1.2.0`, `swin-b@sha256:…`, or a digest or the beginning of one with at least
/// seven digits.
public struct StoreReference: Sendable, Hashable {
    /// The fewest digits of a digest that mean one.
    static let fewestDigits = 7

    /// The bundle's name, when there is one.
    public let name: BundleName?
    /// The tag, when there is one.
    public let tag: BundleTag?
    /// The beginning of the manifest's digest, in hexadecimal digits, when there is one.
    public let digits: String?

    /// Means a bundle exactly.
    public init(name: BundleName, tag: BundleTag? = nil) {
        self.name = name
        self.tag = tag
        digits = nil
    }

    /// Means the bundle with a digest.
    public init(_ digest: Digest) {
        name = nil
        tag = nil
        digits = digest.hex
    }

    /// Reads what a user typed.
    ///
    /// - Throws: ``StoreError`` with code `.malformedReference`.
    public init(_ text: String) throws(StoreError) {
        let algorithm = "sha256:"
        if text.hasPrefix(algorithm) {
            (name, tag) = (nil, nil)
            digits = try Self.digits(text.dropFirst(algorithm.count), of: text)
            return
        }
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let named = (parts.first ?? "").split(
            separator: ":",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        if named.count == 1, parts.count == 1, let digits = try? Self.digits(named[0], of: text) {
            // It may be both: a name wins where it is installed.
            name = try? BundleName(named[0])
            tag = nil
            self.digits = digits
            return
        }
        do throws(BundleError) {
            name = try BundleName(named.first ?? "")
        } catch {
            throw StoreError(.malformedReference, error.message)
        }
        tag = named.count > 1 ? try BundleTag(named[1]) : nil
        if parts.count > 1 {
            guard parts[1].hasPrefix(algorithm) else { throw Self.malformed(text) }
            digits = try Self.digits(parts[1].dropFirst(algorithm.count), of: text)
        } else {
            digits = nil
        }
    }

    private static func digits(
        _ digits: Substring,
        of text: String
    ) throws(StoreError) -> String {
        guard (fewestDigits...64).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { throw malformed(text) }
        return String(digits)
    }

    private static func malformed(_ text: String) -> StoreError {
        StoreError(
            .malformedReference,
            "Expected NAME, NAME:TAG, NAME@sha256:DIGEST or at least \(fewestDigits) lowercase "
                + "digits of a digest, found \(ReferenceText.quoted(text))."
        )
    }
}
