package import FrankenCrypto

/// Samples as a network takes them, with what they are.
package struct SampleBatch: Sendable {
    /// One sample of a batch.
    package struct Sample: Sendable, Equatable {
        /// Its index in the data set.
        package let index: Int
        /// The index of its class.
        package let label: Int
        /// SHA-256 of the stored sample: what maps and latents of it are kept under.
        package let digest: Digest
        /// What was done to it.
        package let view: SampleView
    }

    /// A sample that could not be used.
    package struct Skipped: Sendable, Hashable {
        /// Its index in the data set.
        package let index: Int
        /// Where it is.
        package let name: String
        /// Why.
        package let reason: String
    }

    /// Normalized pixels, `[N, 3, H, W]` in this order without gaps.
    package let images: [Float]
    /// The samples, N of them.
    package let samples: [Sample]
    /// Columns and rows of an image.
    package let side: Int
    /// Samples that were to be in the batch and are not.
    package let skipped: [Skipped]
    /// Where the batch is in the data.
    package let position: DataPosition
    /// Where the batch after it is: what a checkpoint keeps after a step with this one.
    package let following: DataPosition

    /// The axes of ``images``: `[N, 3, H, W]`.
    package var shape: [Int] { [samples.count, 3, side, side] }
    /// The classes, N of them.
    package var labels: [Int] { samples.map(\.label) }
}
