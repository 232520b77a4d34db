public import FrankenCrypto

/// Samples as a network takes them, with what they are.
public struct SampleBatch: Sendable {
    /// One sample of a batch.
    public struct Sample: Sendable, Equatable {
        /// Its index in the data set.
        public let index: Int
        /// The index of its class.
        public let label: Int
        /// SHA-256 of the stored sample: what maps and latents of it are kept under.
        public let digest: Digest
        /// What was done to it.
        public let view: SampleView
    }

    /// A sample that could not be used.
    public struct Skipped: Sendable, Hashable {
        /// Its index in the data set.
        public let index: Int
        /// Where it is.
        public let name: String
        /// Why.
        public let reason: String
    }

    /// Normalized pixels, `[N, 3, H, W]` in this order without gaps.
    public let images: [Float]
    /// The samples, N of them.
    public let samples: [Sample]
    /// Columns and rows of an image.
    public let side: Int
    /// Samples that were to be in the batch and are not.
    public let skipped: [Skipped]
    /// Where the batch is in the data.
    public let position: DataPosition
    /// Where the batch after it is: what a checkpoint keeps after a step with this one.
    public let following: DataPosition

    /// The axes of ``images``: `[N, 3, H, W]`.
    public var shape: [Int] { [samples.count, 3, side, side] }
    /// The classes, N of them.
    public var labels: [Int] { samples.map(\.label) }
}
