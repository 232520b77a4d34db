/// Which names are those of images.
enum ImageName {
    private static let suffixes = [".jpg", ".jpeg", ".png", ".webp"]

    /// Whether the name has the suffix of an image, in any case, and is not hidden.
    static func isImage(_ name: String) -> Bool {
        let lower = name.lowercased()
        return !name.hasPrefix(".") && suffixes.contains { lower.hasSuffix($0) }
    }
}
