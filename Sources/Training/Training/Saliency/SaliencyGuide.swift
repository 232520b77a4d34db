internal import FrankenData
internal import FrankenRecipes
internal import FrankenTorch

/// Batches as a step takes them, with maps where the stage is guided by them.
struct SaliencyGuide {
    private let mapper: SaliencyMapper?
    private let settings: Recipe.Saliency?

    init(_ setup: TrainingSetup, stage: Recipe.Stage) throws {
        settings = stage.objective.features?.saliency
        mapper = try settings.map {
            try SaliencyMapper(setup, $0, folder: setup.saliencyFolder ?? "saliency")
        }
    }

    /// The batch, in which errors count `plain + salient * s` times.
    ///
    /// The step weighs them with `(1 + s) / 2`, so the numbers are put such that this comes out.
    func batch(_ batch: SampleBatch) throws -> Batch {
        guard let mapper, let settings else {
            var images = try Batch(images: batch.images, shape: batch.shape)
            images.labels = batch.labels
            return images
        }
        var maps = try mapper.maps(batch)
        let (plain, salient) = (Float(settings.plain), Float(settings.salient))
        maps.values = maps.values.map { 2 * (plain + salient * $0) - 1 }
        var images = try Batch(images: batch.images, shape: batch.shape, saliency: maps)
        images.labels = batch.labels
        return images
    }
}
