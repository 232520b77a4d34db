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
