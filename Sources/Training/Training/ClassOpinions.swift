internal import FrankenData
internal import FrankenInference
internal import FrankenRecipes
internal import FrankenTorch

/// Where a teacher's opinion of a batch comes from.
enum ClassOpinions: Sendable {
    /// The teacher is asked about the very pixels.
    case crops(ClassTeacher)
    /// It was asked about whole images before.
    case maps(TeacherMaps)

    /// Makes what a recipe asks for.
    ///
    /// - Returns: Nil without a teacher, or when it was stopped.
    static func make(_ setup: BackboneSetup, isStopped: () -> Bool) async throws -> ClassOpinions? {
        guard let teacher = setup.teacher else { return nil }
        switch setup.recipe.distillation?.view ?? .crops {
        case .crops:
            let network = try setup.frozen(teacher.backbone.model)
            return .crops(try ClassTeacher(network, classes: teacher.classes))
        case .maps:
            return try await TeacherMaps.make(teacher, setup, isStopped: isStopped).map(Self.maps)
        }
    }

    /// The teacher's logits, `N x classes`.
    func logits(of batch: SampleBatch) throws -> [Float] {
        switch self {
        case .crops(let teacher):
            try teacher.logits(of: Batch(images: batch.images, shape: batch.shape))
        case .maps(let maps): maps.logits(of: batch)
        }
    }
}
