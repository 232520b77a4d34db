public import FrankenImage

/// Reads photo files on several threads: decoded, resized, cropped and normalized.
///
/// A decoded photo can be a hundred times larger than a prepared one, and only as many as there
/// are threads exist at a time.
public struct PhotoReader: Sendable {
    private let preprocessing: Preprocessing
    private let decoder: ImageDecoder
    private let threads: Int

    /// A reader.
    ///
    /// - Parameters:
    ///   - preprocessing: What is done to each photo.
    ///   - decoder: Limits on photos.
    ///   - threads: Photos read at the same time; at least one.
    public init(
        _ preprocessing: Preprocessing,
        decoder: ImageDecoder = .init(),
        threads: Int = 1
    ) {
        self.preprocessing = preprocessing
        self.decoder = decoder
        self.threads = max(1, threads)
    }

    /// Reads photos.
    ///
    /// - Parameter paths: The files.
    /// - Returns: For each file, in order, the photo or why there is none.
    public func read(
        _ paths: some Collection<String>
    ) async -> [Result<PreparedImage, ImageError>] {
        let paths = Array(paths)
        let decoder = decoder
        return await read(0..<paths.count) { index throws(ImageError) in
            try decoder.decode(contentsOf: paths[index])
        }
    }

    /// Prepares photos that somebody else decodes.
    ///
    /// - Parameters:
    ///   - range: Their numbers.
    ///   - photo: Decodes the one of a number; called from several threads at once.
    /// - Returns: For each number, in order, the photo or why there is none.
    package func read(
        _ range: Range<Int>,
        photo: @escaping @Sendable (Int) throws(ImageError) -> PixelImage
    ) async -> [Result<PreparedImage, ImageError>] {
        await withTaskGroup { group in
            var results: [Result<PreparedImage, ImageError>?] = range.map { _ in nil }
            var waiting = range.makeIterator()
            for _ in 0..<threads {
                guard let index = waiting.next() else { break }
                group.addTask { (index, result(index, photo)) }
            }
            while let (index, result) = await group.next() {
                results[index - range.lowerBound] = result
                guard let index = waiting.next() else { continue }
                group.addTask { (index, self.result(index, photo)) }
            }
            return results.compactMap(\.self)
        }
    }

    private func result(
        _ index: Int,
        _ photo: (Int) throws(ImageError) -> PixelImage
    ) -> Result<PreparedImage, ImageError> {
        Result { () throws(ImageError) in try preprocessing.prepare(photo(index)) }
    }
}
