public import FrankenCrypto

/// What came out of looking at the signatures of one bundle: a value to show, and to record.
public struct TrustVerdict: Sendable, Hashable {
    /// Why a key is believed.
    public enum Basis: String, Sendable, Hashable {
        /// The rule for the name lists it.
        case rule
        /// The name is pinned to it.
        case pin
        /// It is in the key ring.
        case keyRing = "key-ring"
        /// The name was never seen, and is pinned to it from now on.
        case firstUse = "first-use"
        /// A person accepted it in place of another.
        case acceptedNewKey = "accepted-new-key"
    }

    /// Who signed.
    public struct Signer: Sendable, Hashable {
        /// The key.
        public let key: PublicKey
        /// What the key ring calls it.
        public let name: String?
        /// Why it is believed.
        public let basis: Basis
        /// When it was signed, by the signer's clock.
        public let time: Timestamp
    }

    /// What was found.
    public enum Finding: Sendable, Hashable {
        /// The policy says not to look.
        case notChecked
        /// There is no signature.
        case unsigned
        /// There is a signature by a key that nobody has; it says nothing.
        case unknownKey(KeyID)
        /// A believed key signed exactly this.
        case signed(Signer)
        /// It may not be used; the error says why and what to do.
        case refused(TrustError)
    }

    /// The name.
    public let name: SubjectName
    /// The version.
    public let version: ReleaseVersion
    /// The digest of the manifest.
    public let manifest: Digest
    /// How much signatures matter for the name.
    public let mode: TrustMode
    /// The rule's pattern; `nil` when the default decided.
    public let pattern: NamePattern?
    /// What was found.
    public let finding: Finding
    /// What a person should know although it passes: one sentence each.
    public let warnings: [String]
    /// Whether the version is below one that was seen, on purpose.
    public let isDowngrade: Bool

    /// Whether it may be used.
    public var isAccepted: Bool { refusal == nil }

    /// Why it may not be used.
    public var refusal: TrustError? {
        if case .refused(let error) = finding { error } else { nil }
    }

    /// Who signed, when a believed key did.
    public var signer: Signer? {
        if case .signed(let signer) = finding { signer } else { nil }
    }

    /// One line for people, such as `signed by zoo-release (3A8BC29B9ED1FE7E)`.
    public var summary: String {
        switch finding {
        case .notChecked: "signature not checked"
        case .unsigned: "not signed"
        case .unknownKey(let id): "signed by an unknown key (\(id)), not verified"
        case .refused(let error): "refused: \(error.message)"
        case .signed(let signer):
            (signer.name.map { "signed by \($0) (\(signer.key.id))" }
                ?? "signed by \(signer.key.id)") + Self.remark(signer.basis)
        }
    }

    private static func remark(_ basis: Basis) -> String {
        switch basis {
        case .firstUse: ", first use"
        case .acceptedNewKey: ", a new key"
        case .pin: ", as before"
        case .rule, .keyRing: ""
        }
    }

    /// Throws what refuses it; returns when it may be used.
    ///
    /// - Throws: ``TrustError``: the refusal.
    public func check() throws(TrustError) {
        if let refusal { throw refusal }
    }
}
