import Foundation
import FrankenBytes
import FrankenImage

/// A folder that is removed when the test is over.
final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/zoo-data-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
    }

    /// A PNG whose pixels depend on `shade` and the place.
    static func png(width: Int = 40, height: Int = 32, shade: Int) throws -> [UInt8] {
        try image(width: width, height: height, shade: shade).pngBytes()
    }

    static func image(width: Int, height: Int, shade: Int) throws -> PixelImage {
        let rgb = (0..<width * height).flatMap { pixel in
            [UInt8(truncatingIfNeeded: shade), UInt8(pixel % width), UInt8(pixel / width)]
        }
        return try PixelImage(width: width, height: height, rgb: rgb)
    }
}
