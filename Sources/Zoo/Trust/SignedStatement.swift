internal import FrankenBundle
public import FrankenCrypto

/// What a signature says, in the one line of its trusted comment.
///
/// ```
/// zoo.bundle/1 swin-b:1.2.0 sha256:3f… 2026-11-22T10:15:53Z
/// ```
///
/// The comment is signed together with the signature of the content, so a signature can be passed
/// off neither as that of another name or version nor as that of another kind of document.
public struct SignedStatement: Sendable, Hashable {
    /// The kinds of documents that are signed.
    public enum Purpose: String, Sendable, Hashable {
        /// The manifest of a bundle.
        case bundle = "zoo.bundle/1"
        /// The index of a zoo.
        case index = "zoo.index/1"
    }

    /// The kind of document.
    public let purpose: Purpose
    /// The name of the bundle or of the index.
    public let name: SubjectName
    /// The version: a bundle's, or the whole number of an index.
    public let version: String
    /// The SHA-256 of the signed bytes.
    public let digest: Digest
    /// When it was signed, by the signer's clock.
    public let time: Timestamp

    /// All fields.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText` for a version that is not one word.
    public init(
        purpose: Purpose,
        name: SubjectName,
        version: String,
        digest: Digest,
        time: Timestamp
    ) throws(TrustError) {
        let isWord =
            (1...BundleVersion.longest).contains(version.utf8.count)
            && version.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: true
                default: false
                }
            }
        guard isWord else {
            throw TrustError(
                .malformedText,
                "Expected a version such as 1.2.0, found '\(version.prefix(80))'."
            )
        }
        self.purpose = purpose
        self.name = name
        self.version = version
        self.digest = digest
        self.time = time
    }

    /// Reads a trusted comment.
    ///
    /// - Throws: ``TrustError`` with code `.malformedText` for a comment of another form, for
    ///   example the one that minisign writes by itself.
    public init(comment: String) throws(TrustError) {
        let words = comment.split(separator: " ", omittingEmptySubsequences: false)
        let subject =
            words.count == 4
            ? words[1].split(separator: ":", omittingEmptySubsequences: false) : []
        guard subject.count == 2,
            let purpose = words.first.flatMap({ Purpose(rawValue: String($0)) }),
            let digest = try? Digest(oci: words[2])
        else {
            throw TrustError(
                .malformedText,
                "Expected the trusted comment 'zoo.bundle/1 NAME:VERSION sha256:… TIME', found "
                    + "'\(comment.prefix(80))'. Sign with 'zoo sign'."
            )
        }
        try self.init(
            purpose: purpose,
            name: SubjectName(String(subject[0])),
            version: String(subject[1]),
            digest: digest,
            time: Timestamp(String(words[3]))
        )
    }

    /// The trusted comment.
    public var comment: String { "\(purpose.rawValue) \(name):\(version) \(digest) \(time)" }
}
