internal import FrankenBytes
package import FrankenCrypto

/// An experiment over several encoders and backbones: a file of `Zoo/recipes/experiments`.
///
/// Every encoder meets every backbone: a decoder is trained for the pair, from each start and with
/// each seed, and measured after some numbers of steps.
package struct ExperimentPlan: Sendable, Equatable {
    /// The first words of the file.
    package static let schema = "zoo.experiment/1"

    /// An encoder that stays as it is.
    package struct Encoder: Sendable, Equatable, Codable {
        /// What figures call it.
        package let name: String
        /// The result of its training, or a folder with its five files.
        package let folder: String
        /// The backbone it was trained with; for figures.
        package let trainedWith: String?
        /// Steps of its own training; nil for those that the log beside it tells.
        package let iterations: Int?
    }

    /// A backbone that gets decoders.
    package struct Backbone: Sendable, Equatable, Codable {
        /// Its name in the taxonomy.
        package let name: String
        /// Its checkpoint.
        package let weights: String
        /// The recipe of its decoders, a path from the plan's own folder; nil for the usual one.
        package let recipe: String?
    }

    /// What decoders begin with.
    package struct Start: Sendable, Equatable, Codable {
        /// What figures call it.
        package let name: String
        /// The result of a direct relative's training; nil for initial weights.
        package let from: String?
        /// The encoders it is for; nil for all.
        package let encoders: [String]?
        /// The backbones it is for; nil for all.
        package let backbones: [String]?
    }

    /// One training of the experiment.
    package struct Run: Sendable, Equatable {
        /// The encoder, which stays as it is.
        package let encoder: Encoder
        /// The backbone that gets a decoder.
        package let backbone: Backbone
        /// What the decoder begins with.
        package let start: Start
        /// Where all random numbers start.
        package let seed: UInt64

        /// What its folder is called.
        package var folderName: String {
            "\(encoder.name)--\(backbone.name)--\(start.name)--\(seed)"
        }
    }

    /// What people call it.
    package let name: String
    /// What it is for, in a sentence.
    package let summary: String
    /// The encoders.
    package let encoders: [Encoder]
    /// The backbones.
    package let backbones: [Backbone]
    /// What decoders begin with.
    package let starts: [Start]
    /// Steps after which decoders are measured, in rising order; trainings end with the last.
    package let steps: [Int]
    /// Images that are measured with, chosen at random from those for evaluation.
    package let images: Int
    /// Columns and rows of an image in training, where a backbone has no recipe of its own.
    package let side: Int
    /// Where random numbers start; each seed is a training of its own.
    package let seeds: [UInt64]

    /// The digest of the plan's content: the same for any layout of the file.
    ///
    /// - Throws: ``RecipeError`` with code `.invalidRecipe`.
    package func digest() throws(RecipeError) -> Digest {
        do {
            return try SHA256Hasher.digest(of: StableJSONEncoder(.compact).encode(self))
        } catch {
            throw RecipeError(.invalidRecipe, "Cannot write '\(name)': \(error)", cause: error)
        }
    }

    /// All trainings, in the order they are done.
    package var runs: [Run] {
        var runs: [Run] = []
        for encoder in encoders {
            for backbone in backbones {
                for start in starts
                where start.encoders?.contains(encoder.name) ?? true
                    && start.backbones?.contains(backbone.name) ?? true
                {
                    runs += seeds.map {
                        Run(encoder: encoder, backbone: backbone, start: start, seed: $0)
                    }
                }
            }
        }
        return runs
    }
}
