/// How much a name's signature matters.
public enum TrustMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Signatures are not looked at, and nothing is remembered.
    case off
    /// What is unsigned passes with a warning; what is signed wrongly, or by another key than
    /// before, does not.
    case warn
    /// Only what a known key signed passes.
    case enforce
}
