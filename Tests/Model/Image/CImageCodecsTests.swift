import CImageCodecs
import Testing

@Suite("The C boundary keeps its promises")
struct CImageCodecsTests {
    typealias Probe =
        @Sendable (
            UnsafePointer<UInt8>, Int, UnsafeMutablePointer<image_codec_header>,
            UnsafeMutablePointer<CChar>?, Int
        ) -> CInt

    static let probes: [Probe] = [
        image_codec_jpeg_probe, image_codec_png_probe, image_codec_webp_probe,
    ]

    @Test("A failed probe leaves the header alone and ends its message", arguments: 0..<3)
    func untouched(index: Int) {
        var header = image_codec_header()
        header.width = 77
        let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        var message = [CChar](repeating: 1, count: 8)
        #expect(Self.probes[index](bytes, bytes.count, &header, &message, 6) != 0)
        #expect(header.width == 77)
        #expect(message[5] == 0)
        #expect(message[6] == 1)
        #expect(Self.probes[index](bytes, bytes.count, &header, nil, 0) != 0)
    }

    @Test("A buffer of another size is refused before a pixel is written")
    func capacity() throws {
        let jpeg = try Golden.bytes("Decode/gray.jpg")
        let png = try Golden.bytes("Decode/rgb8.png")
        let webp = try Golden.bytes("Decode/lossy.webp")
        var options = image_codec_jpeg_options(
            scale_denominator: 1,
            maximum_scans: 10,
            maximum_memory: 1 << 24
        )
        for size in [0, 1, 45 * 37 * 3 - 1, 45 * 37 * 3 + 1] {
            var rgb = [UInt8](repeating: 99, count: size + 1)
            let refused = CInt(IMAGE_CODEC_BAD_ARGUMENT.rawValue)
            #expect(
                image_codec_jpeg_decode(jpeg, jpeg.count, &options, &rgb, size, nil, 0) == refused
            )
            #expect(image_codec_png_decode(png, png.count, &rgb, size, nil, 0) == refused)
            #expect(image_codec_webp_decode(webp, webp.count, &rgb, size, nil, 0) == refused)
            #expect(rgb.allSatisfy { $0 == 99 })
        }
    }

    @Test("A progressive JPEG beyond the memory limit stops")
    func memory() throws {
        var jpeg = try Golden.bytes("Decode/progressive-444.jpg")
        let frame = try #require(jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC2]) })
        // Declares 4096 rows, whose coefficients need more than the limit.
        jpeg.replaceSubrange(frame + 5..<frame + 7, with: [0x10, 0])
        var rgb = [UInt8](repeating: 0, count: 45 * 4096 * 3)
        var options = image_codec_jpeg_options(
            scale_denominator: 1,
            maximum_scans: 10,
            maximum_memory: 1 << 20
        )
        let status = image_codec_jpeg_decode(jpeg, jpeg.count, &options, &rgb, rgb.count, nil, 0)
        #expect(status == CInt(IMAGE_CODEC_LIMIT.rawValue))
    }

    @Test("Headers tell the kind of file")
    func headers() throws {
        func header(_ name: String, _ probe: Probe) throws -> image_codec_header {
            let bytes = try Golden.bytes("Decode/\(name)")
            var header = image_codec_header()
            #expect(probe(bytes, bytes.count, &header, nil, 0) == 0)
            #expect(header.width == 45 && header.height == 37)
            return header
        }
        let cmyk = try header("ycck.jpg", image_codec_jpeg_probe)
        #expect(cmyk.is_cmyk == 1 && cmyk.has_adobe_marker == 1 && cmyk.components == 4)
        let progressive = try header("progressive-420.jpg", image_codec_jpeg_probe)
        #expect(progressive.is_progressive == 1 && progressive.bit_depth == 8)
        let palette = try header("palette2-interlaced.png", image_codec_png_probe)
        #expect(palette.is_indexed == 1 && palette.is_progressive == 1 && palette.bit_depth == 2)
        #expect(try header("animated.webp", image_codec_webp_probe).is_animated == 1)
        #expect(try header("lossy-alpha.webp", image_codec_webp_probe).components == 4)
    }
}
