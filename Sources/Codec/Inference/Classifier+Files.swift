internal import FrankenBlueprint
public import FrankenImage
internal import FrankenRuntime

extension Classifier {
    /// Classifies photo files, in order.
    ///
    /// Photos are read on all threads, a few batches at a time, and then run through the network
    /// on all threads. Reading the next ones during a run would have both compete for the same
    /// processors.
    ///
    /// - Parameters:
    ///   - paths: The files.
    ///   - top: How many classes to return for each.
    ///   - decoder: Limits on photos.
    ///   - body: Called for each file, in order, with its classes or why the photo cannot be used.
    /// - Throws: As ``classify(_:top:)-([PreparedImage],_)``, and what `body` throws.
    public func classify(
        files paths: [String],
        top: Int = 5,
        decoder: ImageDecoder = .init(),
        _ body: (Int, Result<[Prediction], ImageError>) throws -> Void
    ) async throws {
        try await classify(
            count: paths.count,
            top: top,
            photo: { index throws(ImageError) in try decoder.decode(contentsOf: paths[index]) },
            body
        )
    }

    /// Classifies photos that somebody else decodes, in order.
    ///
    /// - Parameters:
    ///   - count: How many photos there are.
    ///   - top: How many classes to return for each.
    ///   - photo: Decodes one; called from several threads at once.
    ///   - body: Called for each, in order, with its classes or why the photo cannot be used.
    /// - Throws: As ``classify(_:top:)-([PreparedImage],_)``, and what `body` throws.
    package func classify(
        count: Int,
        top: Int = 5,
        photo: @escaping @Sendable (Int) throws(ImageError) -> PixelImage,
        _ body: (Int, Result<[Prediction], ImageError>) throws -> Void
    ) async throws {
        let threads = plan.options.threads
        let reader = PhotoReader(backbone.preprocessing, threads: threads)
        // Some photos per thread, so that a large one holds nobody up; whole batches.
        let chunk = (4 * threads + batch - 1) / batch * batch
        for start in stride(from: 0, to: count, by: chunk) {
            let photos = await reader.read(start..<min(start + chunk, count), photo: photo)
            for first in stride(from: 0, to: photos.count, by: batch) {
                let part = photos[first..<min(first + batch, photos.count)]
                var answers = try classify(part.compactMap { try? $0.get() }, top: top)[...]
                for (offset, photo) in part.enumerated() {
                    try body(start + first + offset, photo.map { _ in answers.removeFirst() })
                }
            }
        }
    }
}
