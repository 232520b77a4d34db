internal import FrankenBlueprint
internal import FrankenCrypto
internal import FrankenData
internal import FrankenGraph
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenTorch
internal import FrankenWeights

/// Finds out where a backbone looks in the images of a batch.
///
/// The gradient of one logit for each image: of the labelled class where the data's classes are the
/// backbone's, else of the likeliest.
struct SaliencyMapper {
    private let settings: Recipe.Saliency
    private let executor: TrainingExecutor
    private let parameters: ParameterSet
    private let layers: [SplitPoint]
    private let device: Device
    private let usesLabels: Bool
    private let cache: SaliencyCache

    init(_ setup: TrainingSetup, _ settings: Recipe.Saliency, folder: String) throws {
        self.settings = settings
        device = setup.teacher.device
        let model = setup.backbone.model
        executor = try TrainingExecutor(model.graph, options: .init(mode: .evaluation))
        parameters = try ParameterSet(of: model, on: device, isTrainable: false)
        layers =
            settings.mixesLayers
            ? Array(setup.backbone.blueprint.splitPoints.prefix(3)) : [setup.splitPoint]
        usesLabels = setup.data.classes.names.count == setup.backbone.classCount
        cache = SaliencyCache(
            folder: folder,
            key: try Self.key(setup, settings, layers, usesLabels),
            count: settings.side * settings.side
        )
    }

    /// One map for each image, from the cache where it is there.
    func maps(_ batch: SampleBatch) throws -> (values: [Float], height: Int, width: Int) {
        let digests = batch.samples.map(\.digest)
        var known = digests.map { cache.map(of: $0) }
        if known.contains(where: { $0 == nil }) {
            let fresh = try computed(batch)
            for index in known.indices where known[index] == nil {
                try cache.keep(fresh[index], of: digests[index])
                known[index] = fresh[index]
            }
        }
        return (known.flatMap { $0 ?? [] }, settings.side, settings.side)
    }

    private func computed(_ batch: SampleBatch) throws -> [[Float]] {
        let images = try Tensor.of(
            batch.images,
            shape: batch.shape,
            on: device,
            isTrainable: true
        )
        let names = layers.map(\.value)
        let result = try executor.run([images], parameters: parameters, taps: names)
        let taps = try names.map { name in
            guard let tap = result.taps[name] else {
                throw TrainingError(.inconsistent, "The backbone has no value '\(name)'.")
            }
            return tap
        }
        let chosen = try Self.chosen(
            result.outputs[0],
            device,
            labels: usesLabels ? batch.labels : nil
        )
        let gradients = try chosen.gradients(of: taps)
        var maps = [[PlaneMap]](repeating: [], count: batch.samples.count)
        for (layer, (tap, gradient)) in zip(layers, zip(taps, gradients)) {
            guard let gradient else { continue }
            let side = settings.side
            for (index, map) in try Self.features(layer, tap, gradient).enumerated() {
                let plane = map.attribution(
                    settings.method,
                    smoothsByEigenvector: settings.smoothsByEigenvector
                )
                maps[index].append(plane.resized(height: side, width: side))
            }
        }
        let half = [Float](repeating: 0.5, count: settings.side * settings.side)
        return maps.map { PlaneMap.mixing($0)?.values ?? half }
    }

    /// A scalar whose gradient by the logits is 1 at one class of each image and 0 elsewhere.
    ///
    /// It is the squared distance from logits that are half a step away there.
    private static func chosen(
        _ logits: Tensor,
        _ device: Device,
        labels: [Int]?
    ) throws -> Tensor {
        var values = try logits.floats()
        let classes = logits.shape.last ?? 1
        for image in 0..<logits.shape[0] {
            let row = image * classes..<(image + 1) * classes
            let best = row.max { values[$0] < values[$1] } ?? row.lowerBound
            let index = labels.map { row.lowerBound + min($0[image], classes - 1) } ?? best
            values[index] -= 0.5
        }
        let target = try Tensor.of(values, shape: logits.shape, on: device)
        return try logits.squaredError(to: target)
    }

    /// The features of each image as maps, also where they are tokens.
    private static func features(
        _ layer: SplitPoint,
        _ tap: Tensor,
        _ gradient: Tensor
    ) throws -> [FeatureMaps] {
        let isMap = layer.layout == .channelsFirst
        let (a, g, shape) = (try tap.floats(), try gradient.floats(), tap.shape)
        guard shape.count == (isMap ? 4 : 3) else {
            throw TrainingError(
                .inconsistent,
                "'\(layer.value)' has the shape \(shape), which is neither maps nor tokens."
            )
        }
        let side = Int(Double(shape[1]).squareRoot().rounded())
        let (channels, height, width) =
            isMap ? (shape[1], shape[2], shape[3]) : (shape[2], side, side)
        guard isMap || side * side == shape[1] else {
            throw TrainingError(.inconsistent, "'\(layer.value)' is no square of tokens: \(shape).")
        }
        let size = channels * height * width
        return (0..<shape[0]).map { image in
            let range = image * size..<(image + 1) * size
            func arranged(_ values: [Float]) -> [Float] {
                let part = Array(values[range])
                return isMap ? part : transposed(part, rows: height * width, columns: channels)
            }
            return FeatureMaps(
                activations: arranged(a),
                gradients: arranged(g),
                channels: channels,
                height: height,
                width: width
            )
        }
    }

    private static func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
        var result = [Float](repeating: 0, count: values.count)
        for row in 0..<rows {
            for column in 0..<columns {
                result[column * rows + row] = values[row * columns + column]
            }
        }
        return result
    }

    /// What maps depend on besides the image's bytes.
    private static func key(
        _ setup: TrainingSetup,
        _ settings: Recipe.Saliency,
        _ layers: [SplitPoint],
        _ usesLabels: Bool
    ) throws -> Digest {
        let hasher = SHA256Hasher()
        let words =
            "\(settings.method.rawValue) \(settings.mixesLayers) \(settings.smoothsByEigenvector) "
            + "\(settings.side) \(layers.map(\.value)) \(usesLabels) "
            + setup.recipe.stages.map { "\($0.augmentation)" }.joined()
        let head = Array(words.utf8)
        try hasher.update(head.span.bytes)
        let model = setup.backbone.model
        for parameter in model.graph.parameters {
            let bytes = try model.weights.bytes(named: parameter.name)
            try hasher.update(bytes.span.bytes)
        }
        return try hasher.finish()
    }
}
