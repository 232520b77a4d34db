internal import FrankenBlueprint
internal import FrankenData
internal import FrankenGraph
internal import FrankenImage
internal import FrankenInference
internal import FrankenTorch

/// What a teacher says of each place of each image: asked once, then looked up for any crop.
///
/// The layers behind the teacher's pooling are run at every place of the map before it; a crop has
/// the mean of its places, each weighted by how much of it is inside.
///
/// - SeeAlso: Yun et al., "Re-labeling ImageNet: from Single to Multi-Labels, from Global to
///   Localized Labels", 2021, arXiv:2101.05022.
struct TeacherMaps: Sendable {
    /// The most memory that maps may take.
    private static let byteLimit = 4 << 30

    private let classCount: Int
    /// Rows and columns of a map; the same for all images.
    private var side = 0
    /// For each image `side x side x classes` logits; none for an image that cannot be read.
    private var maps: [[Float]]

    /// Asks the teacher about all images.
    ///
    /// - Parameters:
    ///   - teacher: Its network, and which classes are asked for.
    ///   - setup: The images, and how they become pixels.
    ///   - isStopped: Asked after each batch.
    /// - Returns: The maps; nil when it was stopped.
    /// - Throws: ``TrainingError`` with code `.unsupported` for a teacher that does not pool, or for
    ///   more maps than fit in memory; errors of data and networks.
    static func make(
        _ teacher: BackboneSetup.Teacher,
        _ setup: BackboneSetup,
        isStopped: () -> Bool
    ) async throws -> TeacherMaps? {
        let graph = teacher.backbone.model.graph
        let pooled = graph.nodes.last { if case .globalPooling = $0.op { true } else { false } }
        guard let pooled else {
            throw TrainingError(
                .unsupported,
                "'\(graph.name)' has no global pooling, so it says nothing of single places. Set "
                    + "'distillation.view' to \"crops\"."
            )
        }
        let (head, tail) = try teacher.backbone.model.cut(at: pooled.inputs)
        let size = teacher.backbone.preprocessing.crop?.width ?? 224
        let plan = try BatchPlan(
            batchSize: 16,
            order: .sequential,
            augmentation: Augmentation(
                crop: .center(resize: .exact(width: size, height: size)),
                side: size
            ),
            normalization: setup.blueprint.preprocessing
        )
        let trunk = try setup.frozen(head)
        let end = try ClassTeacher(setup.frozen(tail), classes: teacher.classes)
        let loader = try BatchLoader(setup.data, plan: plan)
        var result = TeacherMaps(classCount: teacher.classes.count, imageCount: setup.data.count)
        while let batch = try await loader.next() {
            if isStopped() { return nil }
            guard !batch.samples.isEmpty else { continue }
            let features = try trunk.run(Batch(images: batch.images, shape: batch.shape))
            let places = try Self.places(of: features)
            try result.keep(end.logits(of: places), side: features.shape[2], batch)
        }
        return result
    }

    init(classCount: Int, imageCount: Int) {
        self.classCount = classCount
        maps = [[Float]](repeating: [], count: imageCount)
    }

    /// Every place as an image of one pixel.
    private static func places(of features: Tensor) throws -> Batch {
        let (shape, values) = (features.shape, try features.floats())
        let (channels, places) = (shape[1], shape[2] * shape[3])
        var pixels = [Float](repeating: 0, count: values.count)
        for image in 0..<shape[0] {
            let start = image * channels * places
            for channel in 0..<channels {
                for place in 0..<places {
                    pixels[start + place * channels + channel] =
                        values[start + channel * places + place]
                }
            }
        }
        return try Batch(images: pixels, shape: [shape[0] * places, channels, 1, 1])
    }

    mutating func keep(_ logits: [Float], side: Int, _ batch: SampleBatch) throws {
        self.side = side
        let size = side * side * classCount
        guard maps.count <= Self.byteLimit / (size * MemoryLayout<Float>.stride) else {
            throw TrainingError(
                .unsupported,
                "Maps of \(classCount) classes for \(maps.count) images take more than "
                    + "\(Self.byteLimit >> 30) GiB. Set 'distillation.view' to \"crops\"."
            )
        }
        for (row, sample) in batch.samples.enumerated() {
            maps[sample.index] = Array(logits[row * size..<(row + 1) * size])
        }
    }

    /// The teacher's logits of what is left of each image.
    ///
    /// - Returns: `N x classes` values; zeros, which say nothing, for an image without a map.
    func logits(of batch: SampleBatch) -> [Float] {
        batch.samples.flatMap { sample in
            let map = maps[sample.index]
            return map.isEmpty
                ? [Float](repeating: 0, count: classCount) : mean(of: map, in: sample.view)
        }
    }

    private func mean(of map: [Float], in view: SampleView) -> [Float] {
        let (rows, columns) = view.shares(rows: side, columns: side)
        var sum = [Float](repeating: 0, count: classCount)
        for (row, high) in rows.enumerated() where high > 0 {
            for (column, wide) in columns.enumerated() where wide > 0 {
                let start = (row * side + column) * classCount
                for index in 0..<classCount { sum[index] += high * wide * map[start + index] }
            }
        }
        return sum
    }
}
