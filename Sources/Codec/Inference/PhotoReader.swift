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
        return await withTaskGroup { group in
            var results: [Result<PreparedImage, ImageError>?] = paths.map { _ in nil }
            var waiting = paths.enumerated().makeIterator()
            for _ in 0..<threads {
                guard let (index, path) = waiting.next() else { break }
                group.addTask { (index, result(path)) }
            }
            while let (index, result) = await group.next() {
                results[index] = result
                guard let (index, path) = waiting.next() else { continue }
                group.addTask { (index, self.result(path)) }
            }
            return results.compactMap(\.self)
        }
    }

    private func result(_ path: String) -> Result<PreparedImage, ImageError> {
        Result { () throws(ImageError) in
            try preprocessing.prepare(decoder.decode(contentsOf: path))
        }
    }
}
