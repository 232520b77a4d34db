package import FrankenCrypto
internal import FrankenFiles

/// Maps on disk, one file of floats for each image, under the digest of the image's bytes.
///
/// A file that is missing, cut short or out of range is a map that must be made again.
package struct SaliencyCache {
    private let folder: String
    private let count: Int

    /// A cache; nothing is written yet.
    ///
    /// - Parameters:
    ///   - folder: Where caches are.
    ///   - key: What the maps depend on besides the image.
    ///   - count: Numbers of a map.
    package init(folder: String, key: Digest, count: Int) {
        self.folder = "\(folder)/\(key.short)"
        self.count = count
        _ = try? Folder.make(folder, mode: 0o755)
        _ = try? Folder.make(self.folder, mode: 0o755)
    }

    /// The map of an image, when there is one.
    package func map(of image: Digest) -> [Float]? {
        guard let file = try? MappedFile(path: path(image)), file.byteCount == count * 4,
            let bytes = try? file.copyBytes(in: 0..<file.byteCount)
        else { return nil }
        let values = (0..<count).map { index in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index * 4 + $1]) << ($1 * 8) }
            return Float(bitPattern: bits)
        }
        return values.allSatisfy { (0...1).contains($0) } ? values : nil
    }

    /// Keeps a map.
    package func keep(_ values: [Float], of image: Digest) throws {
        let bytes = values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
        }
        try AtomicFile.write(bytes, to: path(image))
    }

    private func path(_ image: Digest) -> String { "\(folder)/\(image.hex).f32" }
}
