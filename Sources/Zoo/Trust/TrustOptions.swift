/// What a person allows for one run.
public struct TrustOptions: Sendable, Hashable {
    /// Public keys that came with the content or were named on the command line.
    ///
    /// They are believed as far as a first use goes: a name that is pinned to another key stays.
    public var offeredKeys: [PublicKey] = []
    /// Whether content without a signature passes although its name was signed before.
    ///
    /// It does not help against a rule that enforces.
    public var acceptsUnsigned = false
    /// Whether a name may be pinned to another key than before, or to a first one where a rule
    /// enforces.
    public var acceptsNewKey = false
    /// Whether an older version may follow a newer one.
    public var allowsDowngrade = false

    /// Whether a document that is past its time passes.
    public var acceptsExpired = false

    /// Nothing beyond the policy.
    public init() {}
}
