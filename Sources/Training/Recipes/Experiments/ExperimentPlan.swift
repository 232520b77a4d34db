internal import FrankenBytes
public import FrankenCrypto

/// An experiment over several encoders and backbones: a file of `Zoo/recipes/experiments`.
///
/// Every encoder meets every backbone: a decoder is trained for the pair, from each start and with
/// each seed, and measured after some numbers of steps.
public struct ExperimentPlan: Sendable, Equatable {
    /// The first words of the file.
    public static let schema = "zoo.experiment/1"

    /// An encoder that stays as it is.
    public struct Encoder: Sendable, Equatable, Codable {
        /// What figures call it.
        public let name: String
        /// The result of its training, or a folder with its five files.
        public let folder: String
        /// The backbone it was trained with; for figures.
        public let trainedWith: String?
        /// Steps of its own training; nil for those that the log beside it tells.
        public let iterations: Int?
    }

    /// A backbone that gets decoders.
    public struct Backbone: Sendable, Equatable, Codable {
        /// Its name in the taxonomy.
        public let name: String
        /// Its checkpoint.
        public let weights: String
        /// The recipe of its decoders, a path from the plan's own folder; nil for the usual one.
        public let recipe: String?
    }

    /// What decoders begin with.
    public struct Start: Sendable, Equatable, Codable {
        /// What figures call it.
        public let name: String
        /// The result of a direct relative's training; nil for initial weights.
        public let from: String?
        /// The encoders it is for; nil for all.
        public let encoders: [String]?
        /// The backbones it is for; nil for all.
        public let backbones: [String]?
    }

    /// One training of the experiment.
    public struct Run: Sendable, Equatable {
        /// The encoder, which stays as it is.
        public let encoder: Encoder
        /// The backbone that gets a decoder.
        public let backbone: Backbone
        /// What the decoder begins with.
        public let start: Start
        /// Where all random numbers start.
        public let seed: UInt64

        /// What its folder is called.
        public var folderName: String {
            "\(encoder.name)--\(backbone.name)--\(start.name)--\(seed)"
        }
    }

    /// What people call it.
    public let name: String
    /// What it is for, in a sentence.
    public let summary: String
    /// The encoders.
    public let encoders: [Encoder]
    /// The backbones.
    public let backbones: [Backbone]
    /// What decoders begin with.
    public let starts: [Start]
    /// Steps after which decoders are measured, in rising order; trainings end with the last.
    public let steps: [Int]
    /// Images that are measured with, chosen at random from those for evaluation.
    public let images: Int
    /// Columns and rows of an image in training, where a backbone has no recipe of its own.
    public let side: Int
    /// Where random numbers start; each seed is a training of its own.
    public let seeds: [UInt64]

    /// The digest of the plan's content: the same for any layout of the file.
    ///
    /// - Throws: ``RecipeError`` with code `.invalidRecipe`.
    public func digest() throws(RecipeError) -> Digest {
        do {
            return try SHA256Hasher.digest(of: StableJSONEncoder(.compact).encode(self))
        } catch {
            throw RecipeError(.invalidRecipe, "Cannot write '\(name)': \(error)", cause: error)
        }
    }

    /// All trainings, in the order they are done.
    public var runs: [Run] {
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
