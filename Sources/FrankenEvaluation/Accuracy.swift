public import FrankenImage
public import FrankenPipeline

/// How often a classifier is right on labelled photos.
public struct Accuracy: Sendable, Hashable {
    /// A photo that could not be used.
    public struct Skipped: Sendable, Hashable {
        /// Where it is.
        public let path: String
        /// Why.
        public let reason: String
    }

    /// Photos classified.
    public private(set) var count = 0
    /// Photos whose class came first.
    public private(set) var top1Count = 0
    /// Photos whose class came among the first five.
    public private(set) var top5Count = 0
    /// Photos that could not be read.
    public private(set) var skipped: [Skipped] = []

    /// The share of photos whose class came first, from 0 to 1; 0 without photos.
    public var top1: Double { count == 0 ? 0 : Double(top1Count) / Double(count) }
    /// The share of photos whose class came among the first five, from 0 to 1.
    public var top5: Double { count == 0 ? 0 : Double(top5Count) / Double(count) }

    /// Classifies every photo of a folder.
    ///
    /// A photo that cannot be decoded is skipped, counted and named; it changes no share.
    ///
    /// - Parameters:
    ///   - classifier: What to measure.
    ///   - folder: Photos with their classes.
    ///   - decoder: Limits on photos.
    ///   - progress: Called after each batch with the photos seen so far.
    /// - Throws: `RuntimeError` when a kernel fails.
    public init(
        of classifier: Classifier,
        on folder: LabelledFolder,
        decoder: ImageDecoder = .init(),
        progress: (Accuracy) -> Void = { _ in }
    ) throws {
        var images: [PixelImage] = []
        var labels: [Int] = []
        for (position, photo) in folder.photos.enumerated() {
            do {
                images.append(try decoder.decode(contentsOf: photo.path))
                labels.append(photo.label)
            } catch let error {
                skipped.append(Skipped(path: photo.path, reason: error.message))
            }
            guard images.count == classifier.batch || position == folder.photos.count - 1 else {
                continue
            }
            for (predictions, label) in zip(try classifier.classify(images, top: 5), labels) {
                count += 1
                if predictions.first?.index == label { top1Count += 1 }
                if predictions.contains(where: { $0.index == label }) { top5Count += 1 }
            }
            images.removeAll(keepingCapacity: true)
            labels.removeAll(keepingCapacity: true)
            progress(self)
        }
    }
}
