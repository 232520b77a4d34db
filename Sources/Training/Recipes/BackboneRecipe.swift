internal import FrankenBytes
package import FrankenCrypto
package import FrankenData

/// Everything that decides which classifier a training makes, but the images: a file of
/// `Zoo/recipes/backbones`.
///
/// One optimizer and one schedule go through all stages; a stage says only how images look to it.
/// Small images first cost a fraction of whole ones (progressive resizing).
package struct BackboneRecipe: Sendable, Equatable {
    /// The first words of the file.
    package static let schema = "zoo.backbone-recipe/1"

    /// What people call it.
    package let name: String
    /// What it is for, in a sentence.
    package let summary: String
    /// The relative that is trained, from initial weights.
    package let backbone: String
    /// How many classes the images must have.
    package let classes: Int
    /// The arithmetic of the expensive layers.
    package let precision: Recipe.Precision
    /// Where random numbers start.
    package let seeds: Recipe.Seeds
    /// Images of a step.
    package let batch: Int
    /// The share of each target that is spread over all classes.
    package let labelSmoothing: Double
    /// How often a step's images take a rectangle from each other, 0 to 1.
    package let cutMix: Double
    /// How often the deepest residual branch is left out of a step, 0 to below 1.
    package let dropPath: Double
    /// Whose opinion of an image counts beside its label; nil when labels alone do.
    package let distillation: Distillation?
    /// How weights move; its weight decay is apart from gradients, for matrices and kernels alone.
    package let optimizer: Recipe.Optimizer
    /// How far they move, over all stages.
    package let schedule: Recipe.Schedule
    /// What is done one after the other.
    package let stages: [Stage]
    /// When and how progress is measured.
    package let evaluation: Evaluation
    /// Steps between checkpoints.
    package let checkpointInterval: Int

    /// Some steps with images of one kind.
    package struct Stage: Sendable, Equatable, Codable {
        /// How many steps.
        package let steps: Int
        /// How images become pixels.
        package let augmentation: Augmentation
    }

    /// A larger classifier whose probabilities the trained one imitates, crop by crop.
    package struct Distillation: Sendable, Equatable, Codable {
        /// The teacher's name in the taxonomy; its classes contain those of the images.
        package let teacher: String
        /// The teacher's share of the loss, above 0 and at most 1; the label has the rest.
        package let weight: Double
        /// What both divide logits by before they are compared.
        package let temperature: Double
        /// What the teacher looks at; nil for ``View/crops``.
        package let view: View?

        /// What the teacher looks at.
        package enum View: String, Sendable, Codable {
            /// The very pixels that the trained one sees, at every step (Beyer et al., "Knowledge
            /// distillation: A good teacher is patient and consistent", 2022, arXiv:2106.05237).
            case crops
            /// The whole image, once, place by place; a crop has the mean of its places (Yun et al.,
            /// "Re-labeling ImageNet", 2021, arXiv:2101.05022). Steps then cost no more than
            /// without a teacher.
            case maps
        }

        /// All parts.
        package init(teacher: String, weight: Double, temperature: Double, view: View? = nil) {
            self.teacher = teacher
            self.weight = weight
            self.temperature = temperature
            self.view = view
        }
    }

    /// When and how progress is measured.
    package struct Evaluation: Sendable, Equatable, Codable {
        /// Steps between two evaluations.
        package let interval: Int
        /// Training images that are held out for it.
        package let images: Int
        /// How images become pixels; the first is how the result is meant to be used.
        package let views: [Augmentation]
    }

    /// Steps of all stages.
    package var stepCount: Int { stages.reduce(0) { $0 + $1.steps } }

    /// The learning rate of a step.
    ///
    /// - Parameters:
    ///   - step: The step, counted over all stages, from 0.
    ///   - stepsPerEpoch: Steps of a pass over the images.
    /// - Returns: The rate.
    package func learningRate(at step: Int, stepsPerEpoch: Int) -> Double {
        optimizer.learningRate
            * schedule.factor(
                at: step,
                stepsPerEpoch: max(stepsPerEpoch, 1),
                stepCount: stepCount
            )
    }

    /// The digest of the recipe's content: the same for any layout of the file.
    ///
    /// - Throws: ``RecipeError`` with code `.invalidRecipe`.
    package func digest() throws(RecipeError) -> Digest {
        do {
            return try SHA256Hasher.digest(of: StableJSONEncoder(.compact).encode(self))
        } catch {
            throw RecipeError(.invalidRecipe, "Cannot write '\(name)': \(error)", cause: error)
        }
    }
}
