internal import FrankenEntropy
internal import FrankenGraph
internal import FrankenRuntime

/// Decoder and tail compiled for latents of one shape.
struct SplitStages: Sendable {
    let latent: LatentShape
    let decoder: Session
    let tail: Session

    init(
        _ backbone: SplitBackbone,
        _ decoders: PlanCompiler,
        _ tails: PlanCompiler,
        latent: LatentShape,
        options: PlanOptions
    ) throws {
        self.latent = latent
        let input = [1, latent.channels, latent.height, latent.width]
        let features = try backbone.shapes(latent: input).features
        decoder = try decoders.plan(
            inputs: [backbone.decoder.graph.inputs[0].name: Shape(input)],
            options: options
        ).session()
        tail = try tails.plan(
            inputs: [backbone.tail.graph.inputs[0].name: Shape(features)],
            options: options
        ).session()
    }

    /// Bytes that the two sessions run in.
    var byteCount: Int { decoder.plan.sessionByteCount + tail.plan.sessionByteCount }
}
