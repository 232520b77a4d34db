internal import FrankenBytes
public import FrankenCrypto

/// Everything that decides what a training makes, but the data: a file of `Zoo/recipes`.
///
/// A recipe is complete: nothing that changes a result has a default outside of it, so that its
/// digest names the experiment, and a checkpoint of another one can be refused.
public struct Recipe: Sendable, Equatable {
    /// The first words of the file.
    public static let schema = "zoo.recipe/1"

    /// What is trained.
    public enum Purpose: String, RecipeChoice {
        /// Encoder, prior and decoder, for one backbone.
        case codec
        /// A decoder for another backbone; encoder and tables stay as they are.
        case decoder
    }

    /// The arithmetic of the parts that are trained.
    public enum Precision: String, RecipeChoice {
        /// 32-bit floats.
        case f32
        /// 16-bit floats where they do no harm; weights and sums stay 32-bit.
        case bf16
    }

    /// What people call it.
    public let name: String
    /// What it is for, in a sentence.
    public let summary: String
    /// What is trained.
    public let purpose: Purpose
    /// The backbone whose features are imitated, and where it is split.
    public let teacher: Teacher
    /// The sizes of the encoder; nil when a decoder is trained for one that exists.
    public let encoder: EncoderShape?
    /// The name of the decoder of the backbone's family.
    public let decoder: String
    /// The arithmetic of the parts that are trained.
    public let precision: Precision
    /// Where random numbers start.
    public internal(set) var seeds: Seeds
    /// What is done one after the other, with the same weights.
    public internal(set) var stages: [Stage]
    /// When and on what progress is measured.
    public internal(set) var evaluation: Evaluation
    /// Steps between checkpoints.
    public let checkpointInterval: Int

    /// The digest of the recipe's content: the same for any layout of the file.
    ///
    /// - Throws: ``RecipeError`` with code `.invalidRecipe`.
    public func digest() throws(RecipeError) -> Digest {
        do {
            return try SHA256Hasher.digest(of: StableJSONEncoder(.compact).encode(self))
        } catch {
            throw RecipeError(.invalidRecipe, "Cannot write '\(name)': \(error)", cause: error)
        }
    }

    /// The number of all steps.
    ///
    /// - Parameter stepsPerEpoch: For the batch size of a stage, the steps of a pass.
    /// - Returns: Steps of all stages together.
    public func stepCount(stepsPerEpoch: (Stage) -> Int) -> Int {
        stages.reduce(0) { $0 + $1.stepCount(stepsPerEpoch: stepsPerEpoch($1)) }
    }
}
