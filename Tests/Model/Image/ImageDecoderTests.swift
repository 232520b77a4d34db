import FrankenImage
import Testing

@Suite("Decoding equals Pillow")
struct ImageDecoderTests {
    static let files = Golden.names(in: "Decode") { !$0.hasSuffix(".rgb") }

    @Test("The goldens cover every mode, container and orientation")
    func coverage() {
        #expect(Self.files.count >= 85)
        #expect(Self.files.filter { $0.contains("orientation") }.count == 32)
    }

    @Test("Every pixel is the reference's", arguments: files)
    func pixels(name: String) throws {
        let image = try ImageDecoder.decode(bytes: Golden.bytes("Decode/\(name)"))
        let expected = try Golden.pixels("Decode/\(name).rgb")
        #expect(largestDifference(image, expected) == 0)
    }

    @Test("The stored waves are the computed ones, so the reference is not its own judge")
    func ownPicture() throws {
        let image = try ImageDecoder.decode(bytes: Golden.bytes("Decode/rgb8.png"))
        let expected = try Golden.picture(width: 45, height: 37)
        #expect(image == expected)
    }

    @Test(
        "A JPEG at reduced size has the reference's pixels",
        arguments: ["baseline-420", "progressive-444", "gray"],
        [2, 4, 8]
    )
    func scaled(name: String, scale: Int) throws {
        let decoder = ImageDecoder(jpegScale: try #require(.init(rawValue: scale)))
        let bytes = try Golden.bytes("Decode/\(name).jpg")
        let image = try decoder.decode(bytes.span)
        let expected = try Golden.pixels("Decode/\(name).jpg.\(scale).rgb")
        #expect(largestDifference(image, expected) == 0)
    }

    @Test("Orientation can be ignored")
    func ignoredOrientation() throws {
        let decoder = ImageDecoder(appliesOrientation: false)
        let bytes = try Golden.bytes("Decode/orientation6.png")
        let stored = try decoder.decode(bytes.span)
        let upright = try ImageDecoder.decode(bytes: Golden.bytes("Decode/orientation1.png"))
        #expect(stored == upright)
    }

    static let notes = Golden.names(in: "Notes") { !$0.hasSuffix(".rgb") }

    @Test("The orientation is found where the reference finds it, and nowhere else")
    func orientationNotes() throws {
        #expect(Self.notes.count == 110)
        for name in Self.notes {
            let bytes = try Golden.bytes("Notes/\(name)")
            let image = try ImageDecoder.decode(bytes: bytes)
            let expected = try Golden.pixels("Notes/\(name).rgb")
            #expect(image.width == expected.width, "\(name)")
            #expect(largestDifference(image, expected) == 0, "\(name)")
            let size = try ImageDecoder().size(of: bytes.span)
            #expect(size.width == image.width && size.height == image.height, "\(name)")
            let stored = try ImageDecoder(appliesOrientation: false).size(of: bytes.span)
            #expect(stored.width == 7 && stored.height == 5, "\(name)")
        }
    }

    @Test("Damaged notes turn a photo or do not, and never stop it")
    func damagedNotes() throws {
        for name in Self.notes where name.contains("profile") || name.contains("xmp-compressed") {
            let bytes = try Golden.bytes("Notes/\(name)")
            for index in stride(from: 33, to: bytes.count, by: 3) {
                var damaged = bytes
                damaged[index] ^= 0x55
                // Where pixels or chunk lengths are hit the file is refused, as it was before.
                _ = try? ImageDecoder.decode(bytes: damaged)
                let cut = Array(damaged.prefix(index))
                _ = try? ImageDecoder().size(of: cut.span)
            }
        }
    }

    @Test("A PNG may be wider than any JPEG", arguments: [65_536, 70_000, 1_000_000])
    func wide(width: Int) throws {
        for (columns, rows) in [(width, 2), (2, width)] {
            let rgb = (0..<columns * rows * 3).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            let image = try PixelImage(width: columns, height: rows, rgb: rgb)
            #expect(try ImageDecoder.decode(bytes: image.pngBytes()) == image)
        }
    }

    @Test("More pixels are read by those who ask for them")
    func megapixels() throws {
        let bytes = try Golden.bytes("Hostile/size-65535.png")
        let refusal = #expect(throws: ImageError(.tooManyPixels)) {
            try ImageDecoder.decode(bytes: bytes)
        }
        #expect(refusal?.message.contains("--max-megapixels 4295") == true)
        #expect(ImageLimits(megapixels: 108).maximumPixels == 108_000_000)
        #expect(ImageLimits(megapixels: 108).maximumBytes >= 3 * 108_000_000)
        #expect(ImageLimits(megapixels: 0).maximumPixels == 1_000_000)
    }

    @Test("A file decodes like its bytes")
    func file() throws {
        let path = Golden.path("Decode/lossy.webp")
        let image = try ImageDecoder.decode(contentsOf: path)
        let expected = try Golden.pixels("Decode/lossy.webp.rgb")
        #expect(image == expected)
    }

    @Test("Pixels must fit their size")
    func pixelImage() {
        for (width, height, count) in [(2, 2, 11), (0, 0, 0), (-1, -1, 3), (Int.max, Int.max, 3)] {
            #expect(throws: ImageError(.invalidGeometry)) {
                try PixelImage(
                    width: width,
                    height: height,
                    rgb: [UInt8](repeating: 0, count: count)
                )
            }
        }
    }
}
