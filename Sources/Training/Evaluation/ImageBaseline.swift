package import FrankenImage

/// An image codec at one setting: what a sender could use instead of a learned one.
///
/// The encoders' settings are Pillow's, so that figures compare with those of others: JPEG with 4:2:0
/// chroma and Huffman tables of its own (`optimize=True`), WebP with method 4.
/// PNG is libpng's own default, within a percent of what Pillow writes.
package enum ImageBaseline: Sendable, Hashable {
    /// JPEG of a quality from 1 to 100.
    case jpeg(quality: Int)
    /// Lossy WebP of a quality from 0 to 100.
    case webp(quality: Int)
    /// PNG, which loses nothing.
    case png

    /// The names of all codecs.
    package static let methods = ["jpeg", "webp", "png"]

    /// The name of the codec: `jpeg`, `webp` or `png`.
    package var method: String {
        switch self {
        case .jpeg: "jpeg"
        case .webp: "webp"
        case .png: "png"
        }
    }

    /// The quality, if the codec has one.
    package var quality: Int? {
        switch self {
        case .jpeg(let quality), .webp(let quality): quality
        case .png: nil
        }
    }

    /// What people call it: "JPEG 50".
    package var name: String {
        switch self {
        case .jpeg(let quality): "JPEG \(quality)"
        case .webp(let quality): "WebP \(quality)"
        case .png: "PNG"
        }
    }

    /// Encodes pixels.
    ///
    /// - Throws: `ImageError`.
    package func encode(_ image: PixelImage) throws(ImageError) -> [UInt8] {
        switch self {
        case .jpeg(let quality): try image.jpegBytes(quality: quality, optimizesTables: true)
        case .webp(let quality): try image.webpBytes(quality: quality)
        case .png: try image.pngBytes()
        }
    }

    /// Reads a list such as `jpeg:10..95,webp:5,png`.
    ///
    /// `jpeg:A..B` are the qualities A, A + 10 and so on, and B; `jpeg:A..B/S` goes in steps of S;
    /// `jpeg` alone is `jpeg:10..90`.
    ///
    /// - Parameter text: The list.
    /// - Returns: Every setting once, in the order of the list.
    /// - Throws: ``EvaluationError`` with code `.invalidBaseline`.
    package static func list(_ text: String) throws(EvaluationError) -> [ImageBaseline] {
        var list: [ImageBaseline] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            for baseline in try settings(item) where !list.contains(baseline) {
                list.append(baseline)
            }
        }
        return list
    }

    private static func settings(_ item: Substring) throws(EvaluationError) -> [ImageBaseline] {
        let parts = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].lowercased()
        if name == "png", parts.count == 1 { return [.png] }
        guard name == "jpeg" || name == "webp",
            let qualities = qualities(parts.count == 2 ? parts[1] : "10..90"),
            qualities.allSatisfy({ (name == "jpeg" ? 1...100 : 0...100).contains($0) })
        else {
            throw EvaluationError(
                .invalidBaseline,
                """
                Expected jpeg:QUALITY, webp:QUALITY or png, found '\(item.prefix(40))'. A quality \
                is a number up to 100 or a range such as 10..90 or 10..90/5.
                """
            )
        }
        return qualities.map { name == "jpeg" ? .jpeg(quality: $0) : .webp(quality: $0) }
    }

    private static func qualities(_ text: Substring) -> [Int]? {
        if let quality = Int(text) { return [quality] }
        guard let dots = text.firstRange(of: ".."), let low = Int(text[..<dots.lowerBound])
        else { return nil }
        let rest = text[dots.upperBound...].split(
            separator: "/",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard let high = Int(rest[0]), 0 <= low, low <= high, high <= 100,
            let step = rest.count == 2 ? Int(rest[1]) : 10, 1...100 ~= step
        else { return nil }
        let qualities = Array(stride(from: low, through: high, by: step))
        return qualities.last == high ? qualities : qualities + [high]
    }
}
