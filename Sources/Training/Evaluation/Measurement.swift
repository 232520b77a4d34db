/// What became of the photos of a data set that were sent in one way.
package struct Measurement: Sendable, Hashable {
    /// Photos classified.
    package internal(set) var count = 0
    /// Bytes of all streams together, headers included.
    package internal(set) var byteCount = 0
    /// Bytes that the symbols of all photos cost under the tables, if a coder lost nothing and
    /// there were no header; nil for codecs without tables of ours.
    package internal(set) var estimatedByteCount: Double?
    /// Pixels of one coded image.
    package internal(set) var pixelCount = 0
    /// Photos whose class came first.
    package internal(set) var top1Count = 0
    /// Photos whose class came among the first five.
    package internal(set) var top5Count = 0
    /// Photos that could not be read.
    package internal(set) var skipped: [Accuracy.Skipped] = []

    mutating func add(classes: [Int], label: Int, byteCount: Int) {
        count += 1
        self.byteCount += byteCount
        if classes.first == label { top1Count += 1 }
        if classes.contains(label) { top5Count += 1 }
    }

    /// The measurement, if there is one.
    ///
    /// - Throws: ``EvaluationError`` with code `.nothingMeasured`.
    func checked(photos: Int) throws(EvaluationError) -> Measurement {
        guard count > 0 else {
            throw EvaluationError(
                .nothingMeasured,
                "None of the \(photos) photos could be read. The first: "
                    + (skipped.first?.reason ?? "there is none.")
            )
        }
        return self
    }
}
