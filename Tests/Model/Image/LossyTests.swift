import FrankenImage
import Testing

@Suite("JPEG and WebP files")
struct LossyTests {
    private func image(_ width: Int, _ height: Int) throws -> PixelImage {
        try PixelImage(
            width: width,
            height: height,
            rgb: (0..<width * height).flatMap { place in
                [UInt8(place % width), UInt8(place / width), UInt8((place * 7) % 256)]
            }
        )
    }

    private func error(_ left: PixelImage, _ right: PixelImage) -> Double {
        let sum = zip(left.rgb, right.rgb).reduce(0.0) { sum, pair in
            sum + (Double(pair.0) - Double(pair.1)) * (Double(pair.0) - Double(pair.1))
        }
        return sum / Double(left.rgb.count)
    }

    @Test("More quality is more bytes and less error; the size stays")
    func quality() throws {
        let image = try image(90, 61)
        for encode in [{ try image.jpegBytes(quality: $0) }, { try image.webpBytes(quality: $0) }]
            as [(Int) throws -> [UInt8]]
        {
            let files = try [5, 50, 95].map(encode)
            let images = try files.map { try ImageDecoder.decode(bytes: $0) }
            #expect(images.allSatisfy { $0.width == 90 && $0.height == 61 })
            #expect(files[0].count < files[1].count && files[1].count < files[2].count)
            let errors = images.map { error($0, image) }
            #expect(errors[0] > errors[1] && errors[1] > errors[2])
        }
    }

    @Test("Tables of its own save bytes of a JPEG and change no pixel")
    func optimized() throws {
        let image = try image(64, 64)
        let plain = try image.jpegBytes(quality: 30)
        let small = try image.jpegBytes(quality: 30, optimizesTables: true)
        #expect(small.count < plain.count)
        #expect(try ImageDecoder.decode(bytes: small) == ImageDecoder.decode(bytes: plain))
    }

    @Test("The smallest image and noise at full quality fit the room", arguments: [1, 2, 7, 300])
    func room(side: Int) throws {
        var state: UInt64 = 1
        let rgb = (0..<side * side * 3).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        let image = try PixelImage(width: side, height: side, rgb: rgb)
        for bytes in [try image.jpegBytes(quality: 100), try image.webpBytes(quality: 100)] {
            #expect(try ImageDecoder.decode(bytes: bytes).width == side)
        }
    }

    @Test("Qualities and sides that a format does not have are refused")
    func refused() throws {
        let image = try image(8, 8)
        for quality in [0, -1, 101] {
            #expect(throws: ImageError(.invalidGeometry, "")) {
                try image.jpegBytes(quality: quality)
            }
        }
        let wide = try PixelImage(width: 16_384, height: 1, rgb: .init(repeating: 0, count: 49_152))
        #expect(throws: ImageError(.invalidGeometry, "")) { try wide.webpBytes(quality: 5) }
        let long = try PixelImage(
            width: 1,
            height: 65_501,
            rgb: .init(repeating: 0, count: 196_503)
        )
        #expect(throws: ImageError(.invalidGeometry, "")) { try long.jpegBytes(quality: 5) }
    }
}
