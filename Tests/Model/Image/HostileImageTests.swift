import FrankenImage
import Testing

@Suite("Hostile images throw or equal Pillow")
struct HostileImageTests {
    static let files = Golden.names(in: "Hostile") { !$0.hasSuffix(".rgb") }

    /// Pillow refuses these for side data that no pixel depends on.
    ///
    /// We skip side data without
    /// reading it, so their pixels must be those of the same file without it.
    static let skippedSideData: Set<String> = [
        "bomb-ztxt.png", "bomb-iccp.png", "bomb-itxt.png", "crc-text.png", "exif-short.png",
        "trns-odd.png",
    ]

    /// What must be refused, and why.
    static let codes: [String: ImageError.Code] = [
        "size-max.png": .corrupt, "bomb-idat.png": .corrupt,
        "surplus-data.png": .corrupt, "size-over-limit.png": .tooManyPixels,
        "size-65535.png": .tooManyPixels, "size-65535.jpg": .tooMuchWork,
        "12-bit.jpg": .unsupportedFormat, "components-5.jpg": .corrupt,
        "no-end.jpg": .truncated,
        "no-end.png": .truncated, "scans-1000.jpg": .tooMuchWork, "empty.png": .emptyInput,
        "picture.gif": .unsupportedFormat, "text.txt": .unsupportedFormat,
        "no-dqt.jpg": .corrupt, "crc-header.png": .corrupt, "only-header.webp": .truncated,
    ]

    @Test("The corpus is complete")
    func corpus() {
        #expect(Self.files.count >= 130)
    }

    @Test("A typed error, or the reference's pixels", arguments: files)
    func file(name: String) throws {
        let bytes = try Golden.bytes("Hostile/\(name)")
        do {
            let image = try ImageDecoder.decode(bytes: bytes)
            #expect(Self.codes[name] == nil)
            let twin = Self.skippedSideData.contains(name) ? "no-end.png" : name
            try #require(Golden.exists("Hostile/\(twin).rgb"), "Pillow refuses this file")
            let expected = try Golden.pixels("Hostile/\(twin).rgb")
            #expect(largestDifference(image, expected) == 0)
        } catch let error as ImageError {
            if let code = Self.codes[name] { #expect(error.code == code) }
            #expect(error.message.count > 40)
        }
    }

    @Test(
        "No cut file decodes",
        arguments: [
            "baseline-420.jpg", "progressive-420.jpg", "restart.jpg", "rgb16-interlaced.png",
            "palette4.png", "lossy.webp", "lossless-alpha.webp", "animated.webp",
        ]
    )
    func truncation(name: String) throws {
        let bytes = try Golden.bytes("Decode/\(name)")
        for count in 0..<bytes.count {
            #expect(throws: ImageError.self, "\(count) bytes of \(name)") {
                try ImageDecoder.decode(bytes: Array(bytes[..<count]))
            }
        }
    }

    @Test(
        "A changed byte gives an image or a typed error, never a crash",
        arguments: [
            "baseline-420.jpg", "progressive-420.jpg", "cmyk.jpg", "orientation6-intel.jpg",
            "palette4-interlaced.png", "orientation6.png", "lossy-alpha.webp",
            "lossless.webp", "animated-lossy.webp",
        ]
    )
    func mutation(name: String) throws {
        let bytes = try Golden.bytes("Decode/\(name)")
        var images = 0
        var errors = 0
        for index in bytes.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var changed = bytes
                changed[index] ^= change
                do throws(ImageError) {
                    let limits = ImageLimits(maximumPixels: 1 << 16)
                    let image = try ImageDecoder.decode(bytes: changed, limits: limits)
                    images += image.width * image.height <= 1 << 16 ? 1 : 0
                } catch {
                    errors += 1
                }
            }
        }
        #expect(images + errors == bytes.count * 3)
        #expect(errors > 0)
    }

    @Test("A hundred 64 KiB EXIF segments decode, and the first of them counts")
    func manyExifSegments() throws {
        let photo = try Golden.bytes("Decode/orientation6-intel.jpg")
        // Exif, TIFF header, one directory with orientation 1, then padding.
        var block: [UInt8] = Array("Exif\0\0II*\0".utf8) + [8, 0, 0, 0, 1, 0]
        block += [0x12, 0x01, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0]
        block += [UInt8](repeating: 0, count: 65_533 - block.count)
        var bytes = Array(photo[..<2])
        for _ in 0..<100 { bytes += [0xFF, 0xE1, 0xFF, 0xFF] + block }
        bytes += photo[2...]
        let image = try ImageDecoder.decode(bytes: bytes)
        let expected = try Golden.pixels("Decode/orientation1-intel.jpg.rgb")
        #expect(largestDifference(image, expected) == 0)
    }

    @Test("Limits are the caller's", arguments: ["rgb8.png", "gray.jpg", "lossy.webp"])
    func limits(name: String) throws {
        let bytes = try Golden.bytes("Decode/\(name)")
        let pixels = 45 * 37
        _ = try ImageDecoder.decode(bytes: bytes, limits: ImageLimits(maximumPixels: pixels))
        #expect(throws: ImageError(.tooManyPixels)) {
            try ImageDecoder.decode(bytes: bytes, limits: ImageLimits(maximumPixels: pixels - 1))
        }
        _ = try ImageDecoder.decode(bytes: bytes, limits: ImageLimits(maximumBytes: bytes.count))
        #expect(throws: ImageError(.tooManyBytes)) {
            try ImageDecoder.decode(
                bytes: bytes,
                limits: ImageLimits(maximumBytes: bytes.count - 1)
            )
        }
    }

    @Test("A progressive photo has about ten scans")
    func scans() throws {
        let bytes = try Golden.bytes("Decode/progressive-420.jpg")
        _ = try ImageDecoder.decode(bytes: bytes, limits: ImageLimits(maximumScans: 10))
        #expect(throws: ImageError(.tooMuchWork)) {
            try ImageDecoder.decode(bytes: bytes, limits: ImageLimits(maximumScans: 5))
        }
    }

    @Test(
        "What is not an image is named",
        arguments: [
            ("picture.gif", "GIF"), ("picture.bmp", "BMP"), ("picture.tiff", "TIFF"),
            ("photo.heic", "HEIC"), ("photo.avif", "AVIF"), ("document.pdf", "PDF"),
            ("text.txt", "bytes of text"), ("page.html", "HTML"), ("zeros.png", "unknown kind"),
        ]
    )
    func names(file: String, word: String) throws {
        let bytes = try Golden.bytes("Hostile/\(file)")
        let error = #expect(throws: ImageError(.unsupportedFormat)) {
            try ImageDecoder.decode(bytes: bytes)
        }
        #expect(error?.message.contains(word) == true)
    }

    @Test("What is not a readable file is refused", arguments: ["/nowhere.png", "/", "/dev/zero"])
    func unreadable(path: String) {
        #expect(throws: ImageError(.unreadableFile)) {
            try ImageDecoder.decode(contentsOf: path)
        }
    }

    @Test("A file over the byte limit is not read")
    func largeFile() {
        let path = Golden.path("Decode/rgb8.png")
        #expect(throws: ImageError(.tooManyBytes)) {
            try ImageDecoder.decode(contentsOf: path, limits: ImageLimits(maximumBytes: 100))
        }
    }
}
