import Foundation
import FrankenImage
import Testing

/// The files of `Goldens`, which `Tools/goldens/image_goldens.py` writes.
struct Golden {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens")

    /// The names in a folder that `isIncluded` wants, sorted.
    static func names(in folder: String, where isIncluded: (String) -> Bool) -> [String] {
        let path = Golden.folder.appending(path: folder).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter(isIncluded).sorted()
    }

    /// Where a golden is on disk.
    static func path(_ path: String) -> String { folder.appending(path: path).path }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: path).path)
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }

    /// Width and height as little-endian u32, then RGB.
    static func pixels(_ path: String) throws -> PixelImage {
        let bytes = try bytes(path)
        try #require(bytes.count > 8)
        let sides = [0, 4].map { start in
            bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        return try PixelImage(width: sides[0], height: sides[1], rgb: Array(bytes[8...]))
    }

    /// Little-endian f32 values.
    static func floats(_ path: String) throws -> [Float] {
        let bytes = try bytes(path)
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(
                bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
            )
        }
    }

    /// Waves with some grain: `picture` of the script, in the same integers.
    static func picture(width: Int, height: Int) throws -> PixelImage {
        var rgb: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<3 {
                    let wave = (x * (channel + 1) + y * (3 - channel)) % 128
                    let bump = (x * y * (channel + 1) / 16) % 96
                    let grain = (x * 7919 + y * 104_729 + channel * 1_299_709) % 31
                    rgb.append(UInt8(truncatingIfNeeded: wave + bump + grain))
                }
            }
        }
        return try PixelImage(width: width, height: height, rgb: rgb)
    }
}

/// The largest difference of two images' samples; nil when their sizes differ.
func largestDifference(_ left: PixelImage, _ right: PixelImage) -> Int? {
    guard left.width == right.width, left.height == right.height else { return nil }
    return zip(left.rgb, right.rgb).map { abs(Int($0) - Int($1)) }.max()
}
