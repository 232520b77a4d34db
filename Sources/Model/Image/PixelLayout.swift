/// The order of the axes of a prepared image, without the batch axis.
public enum PixelLayout: String, Codable, Equatable, Sendable, CaseIterable {
    /// `[3, H, W]`: three planes.
    case planar
    /// `[H, W, 3]`: three channels per pixel.
    case interleaved
}
