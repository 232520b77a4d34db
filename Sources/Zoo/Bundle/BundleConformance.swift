public import FrankenCrypto

/// Inputs and the outputs they must give, to test an installation by.
public struct BundleConformance: Sendable, Hashable, Codable {
    /// The digest of the blob.
    public var digest: Digest
    /// How many inputs.
    public var cases: Int
    /// How far an output may be off, element by element.
    public var tolerance: Double

    /// All fields.
    public init(digest: Digest, cases: Int, tolerance: Double) {
        self.digest = digest
        self.cases = cases
        self.tolerance = tolerance
    }
}
