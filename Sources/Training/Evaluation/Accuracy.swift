package import FrankenData
package import FrankenImage
package import FrankenInference

/// How often a classifier is right on labelled photos.
package struct Accuracy: Sendable, Hashable {
    /// A photo that could not be used.
    package struct Skipped: Sendable, Hashable {
        /// Where it is.
        package let path: String
        /// Why.
        package let reason: String

        /// A photo and the reason.
        package init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    /// Photos classified.
    package private(set) var count = 0
    /// Photos whose class came first.
    package private(set) var top1Count = 0
    /// Photos whose class came among the first five.
    package private(set) var top5Count = 0
    /// Files that are no photos, and photos that could not be read.
    package private(set) var skipped: [Skipped] = []

    /// The share of photos whose class came first, from 0 to 1; 0 without photos.
    package var top1: Double { count == 0 ? 0 : Double(top1Count) / Double(count) }
    /// The share of photos whose class came among the first five, from 0 to 1.
    package var top5: Double { count == 0 ? 0 : Double(top5Count) / Double(count) }

    /// Classifies every photo of a folder or archive.
    ///
    /// What is no photo, or cannot be decoded, is skipped, counted and named; it changes no share.
    ///
    /// - Parameters:
    ///   - classifier: What to measure.
    ///   - data: Photos with their classes.
    ///   - decoder: Limits on photos.
    ///   - progress: Called after each photo with the figures so far.
    /// - Throws: `InferenceError` or `RuntimeError` when the network cannot run.
    package init(
        of classifier: Classifier,
        on data: DataSet,
        decoder: ImageDecoder = .init(),
        progress: (Accuracy) -> Void = { _ in }
    ) async throws {
        skipped = data.leftOut.map { Skipped(path: $0.name, reason: $0.reason) }
        try await classifier.classify(
            count: data.count,
            top: 5,
            photo: { index throws(ImageError) in try decoder.image(of: index, in: data) }
        ) { index, answer in
            switch answer {
            case .success(let predictions):
                add(predictions.map(\.index), label: data.label(at: index))
            case .failure(let error):
                skipped.append(Skipped(path: data.name(at: index), reason: error.message))
            }
            progress(self)
        }
    }

    private mutating func add(_ answers: [Int], label: Int) {
        count += 1
        if answers.first == label { top1Count += 1 }
        if answers.contains(label) { top5Count += 1 }
    }
}
