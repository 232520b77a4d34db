public import FrankenBlueprint
internal import FrankenCrypto
public import FrankenGraph
public import FrankenInference

/// A backbone from a file that the user has, cut where its decoder's features come in.
///
/// ```
/// image -> [ head ] -> features -> [ tail ] -> logits
/// ```
/// The tail is what a bundle runs; the head is what a decoder is taught by. The same file gives the
/// same bytes of both on every machine, so that a bundle can name a tail that it may not carry.
public struct UpstreamBackbone: Sendable {
    /// The backbone with all its weights.
    public let backbone: Backbone
    /// Where it is cut.
    public let splitPoint: SplitPoint
    /// From the image to the features.
    public let head: Model
    /// From the features to the logits.
    public let tail: Model

    /// Reads a checkpoint of torchvision, timm or our own.
    ///
    /// - Parameters:
    ///   - name: The backbone's name or alias.
    ///   - path: The file; it may be hostile.
    ///   - blueprints: The families and their decoder recipes.
    ///   - labels: What the classes are called, when the file's classes are not the usual ones.
    /// - Throws: `TaxonomyError` for an unknown backbone or one without a decoder recipe,
    ///   `WeightsError` for a file that is no checkpoint, `InferenceError` when its weights are
    ///   those of another backbone. Weights that are infinite or not numbers are `WeightsError`.
    public init(
        named name: String,
        weights path: String,
        blueprints: BlueprintRegistry,
        labels: ClassLabels? = nil
    ) throws {
        let decoder = try blueprints.decoder(for: name)
        let backbone = try blueprints.backbone(named: name, weights: path, labels: labels)
        try self.init(backbone, decoder)
    }

    /// Cuts a backbone where a decoder's features come in.
    init(_ backbone: Backbone, _ decoder: DecoderBlueprint) throws {
        // What is imported is packed and run elsewhere: say now what is wrong with it.
        try backbone.model.checkNumbers()
        self.backbone = backbone
        splitPoint = decoder.splitPoint
        (head, tail) = try backbone.model.cut(at: [splitPoint.value])
    }
}
