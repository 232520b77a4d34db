import Foundation
import FrankenCodec
import FrankenEdge
import FrankenEntropy
import FrankenImage
import FrankenRuntime

/// One untrained encoder for all tests, and a photo.
enum TestEncoder {
    static let package = Result { try UntrainedEncoder().package() }

    static func photoBytes() throws -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Photos/shapes.jpg")
        return [UInt8](try Data(contentsOf: file))
    }

    static func make(_ change: (inout EdgeOptions) -> Void = { _ in }) throws -> EdgeEncoder {
        var options = EdgeOptions(precision: .fixed(.float32))
        change(&options)
        return try EdgeEncoder(package.get(), options: options)
    }

    /// A frame of the trained size that needs no resize.
    static func frame() throws -> PixelImage {
        try package.get().preprocessing.croppedPixels(of: ImageDecoder.decode(bytes: photoBytes()))
    }

    static func symbols(of stream: [UInt8]) throws -> [Int32] {
        var symbols: [Int32] = []
        _ = try package.get().decoder().decode(stream.span, into: &symbols)
        return symbols
    }
}
