import FrankenImage
import Testing

@Suite("Resizing equals Pillow")
struct ResamplerTests {
    static let files = Golden.names(in: "Resize") { $0.hasSuffix(".rgb") }

    @Test("Every pixel is the reference's", arguments: files)
    func pixels(name: String) throws {
        // WxH-FILTER.rgb or WxH-FILTER-L,T,R,B.rgb
        let parts = name.dropLast(4).split(separator: "-")
        let size = parts[0].split(separator: "x").compactMap { Int($0) }
        let sides = parts.count > 2 ? parts[2].split(separator: ",").compactMap { Float($0) } : []
        let box =
            sides.count == 4
            ? Resampler.Box(left: sides[0], top: sides[1], right: sides[2], bottom: sides[3]) : nil
        let image = try Resampler.resize(
            Golden.picture(width: 45, height: 37),
            width: size[0],
            height: size[1],
            interpolation: #require(Interpolation(rawValue: String(parts[1]))),
            box: box
        )
        let expected = try Golden.pixels("Resize/\(name)")
        #expect(largestDifference(image, expected) == 0)
    }

    @Test("The goldens cover both filters, boxes, shrinking and growing")
    func coverage() {
        #expect(Self.files.count == 60)
    }

    @Test("A window has the pixels of the whole result", arguments: Interpolation.allCases)
    func window(filter: Interpolation) throws {
        let source = try Golden.picture(width: 61, height: 47)
        for (width, height) in [(30, 20), (61, 47), (17, 90), (122, 9)] {
            let whole = try Resampler.resize(
                source,
                width: width,
                height: height,
                interpolation: filter
            )
            for window in [
                PixelWindow(x: 0, y: 0, width: 1, height: 1),
                PixelWindow(x: width - 3, y: height - 2, width: 3, height: 2),
                PixelWindow(x: 5, y: 4, width: 7, height: 5),
            ] {
                let part = try Resampler.resize(
                    source,
                    width: width,
                    height: height,
                    interpolation: filter,
                    window: window
                )
                var expected: [UInt8] = []
                for y in window.y..<window.y + window.height {
                    let start = (y * width + window.x) * 3
                    expected += whole.rgb[start..<start + window.width * 3]
                }
                #expect(part.rgb == expected)
            }
        }
    }

    @Test("Extreme samples do not overflow", arguments: Interpolation.allCases)
    func extremes(filter: Interpolation) throws {
        let rgb = (0..<40 * 40).flatMap { index -> [UInt8] in
            (index / 3 + index / 40) % 2 == 0 ? [255, 0, 255] : [0, 255, 255]
        }
        let source = try PixelImage(width: 40, height: 40, rgb: rgb)
        let image = try Resampler.resize(source, width: 97, height: 53, interpolation: filter)
        #expect(stride(from: 2, to: image.rgb.count, by: 3).allSatisfy { image.rgb[$0] == 255 })
    }

    @Test("Impossible geometry is refused")
    func geometry() throws {
        let source = try Golden.picture(width: 8, height: 6)
        func resize(
            _ width: Int,
            _ height: Int,
            box: Resampler.Box? = nil,
            window: PixelWindow? = nil
        ) throws -> PixelImage {
            try Resampler.resize(
                source,
                width: width,
                height: height,
                interpolation: .bilinear,
                box: box,
                window: window
            )
        }
        for (width, height) in [(0, 1), (1, 0), (-1, -1), (Int.max, 1), (65_537, 1)] {
            #expect(throws: ImageError(.invalidGeometry)) { try resize(width, height) }
        }
        let sides: [(Float, Float)] = [(-1, 8), (0, 9), (4, 4), (5, 4), (.nan, 4), (0, .infinity)]
        for (left, right) in sides {
            let box = Resampler.Box(left: left, top: 0, right: right, bottom: 6)
            #expect(throws: ImageError(.invalidGeometry)) { try resize(4, 4, box: box) }
        }
        for (x, width) in [(-1, 2), (0, 5), (3, 2), (0, 0), (Int.max, Int.max)] {
            let window = PixelWindow(x: x, y: 0, width: width, height: 1)
            #expect(throws: ImageError(.invalidGeometry)) { try resize(4, 4, window: window) }
        }
        #expect(throws: ImageError(.tooManyPixels)) { try resize(65_536, 65_536) }
    }

    @Test("A thin tower of a million rows is squashed cheaply, and refused where it would grow")
    func tower() throws {
        let tower = try PixelImage(
            width: 1,
            height: 1 << 20,
            rgb: [UInt8](repeating: 7, count: 3 << 20)
        )
        let square = try Resampler.resize(
            tower,
            width: 224,
            height: 224,
            interpolation: .bilinear
        )
        #expect(square.rgb.allSatisfy { $0 == 7 })
        #expect(throws: ImageError(.invalidGeometry)) {
            try Preprocessing.imagenet().prepare(tower)
        }
    }
}
