package import FrankenBundle

/// What a signature, a pin or a rule is about: a bundle by its name, or an index by its name with
/// `index/` in front.
///
/// Letters, digits and `. _ -`, and `/` between parts that begin with a letter or a digit: wider
/// than `BundleName`, because indexes have other names and signatures of others are read too.
public struct SubjectName: Sendable, Hashable {
    /// The longest name, in bytes.
    public static let longest = 128

    /// The name.
    public let text: String

    /// Checks a name.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText`.
    public init(_ text: String) throws(TrustError) {
        let parts =
            text.utf8.count <= Self.longest
            ? text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) : []
        let isName =
            !parts.isEmpty
            && parts.allSatisfy { part in
                part.first.map(Self.isAlphanumeric) ?? false
                    && part.allSatisfy { Self.isAlphanumeric($0) || "._-".utf8.contains($0) }
            }
        guard isName else {
            throw TrustError(
                .malformedText,
                "Expected a name of at most \(Self.longest) letters, digits and '. _ - /' that "
                    + "begins with a letter or a digit, found '\(text.prefix(80))'."
            )
        }
        self.text = text
    }

    /// A bundle as it is signed and pinned.
    package init(_ name: BundleName) {
        text = name.text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// One component of a path, different for different names also where case does not count.
    ///
    /// Capitals are written `=x`, `/` is written `=-`, a final dot `=.`; the longest name needs
    /// 256 bytes then, so names that become longer than 200 are cut and end with `==` and a
    /// number made from all of the name.
    var pathComponent: String {
        var component: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x41...0x5A: component += [0x3D, byte | 0x20]
            case 0x2F: component += [0x3D, 0x2D]
            default: component.append(byte)
            }
        }
        if component.last == 0x2E { component.insert(0x3D, at: component.count - 1) }
        guard component.count > 200 else { return String(decoding: component, as: UTF8.self) }
        // FNV-1a of 64 bits; the file states the name, so a collision is noticed and refused.
        let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return String(decoding: component.prefix(160), as: UTF8.self) + "=="
            + String(hash, radix: 16)
    }
}

extension SubjectName: CustomStringConvertible {
    public var description: String { text }
}
