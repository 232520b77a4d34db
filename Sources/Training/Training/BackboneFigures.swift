internal import FrankenCrypto

/// How good a classifier is on images seen in one way.
package struct BackboneFigures: Sendable, Hashable, Codable {
    /// What the images are called.
    package let dataset: String
    /// Columns, and rows, of an image.
    package let side: Int
    /// How images were resized before the center crop; nil for not at all.
    package let resize: String?
    /// Images that were classified.
    package let n: Int
    /// The share whose class came first.
    package let top1: Double
    /// The share whose class came among the first five.
    package let top5: Double
}

/// `figures.json` of a backbone's training: what was made, and how good it is.
struct BackboneNote: Codable {
    static let fileName = "figures.json"
    static let schema = "zoo.backbone-figures/1"

    var schema = BackboneNote.schema
    let backbone: String
    let recipe: String
    let recipeDigest: String
    let step: Int
    let figures: [BackboneFigures]
    /// The SPDX identifier of the weights' licence; nil where nobody has stated one.
    var license: String?
    /// Images that were trained on, and those kept from it.
    var trainedOn: Int?
    var heldOut: Int?
    /// The recipe that made the weights that were begun with; nil for initial ones.
    var begunWith: String?
}
