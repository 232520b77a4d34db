import Foundation
import FrankenImage
import Testing

@Suite("Preprocessing equals torchvision")
struct PreprocessingTests {
    static let files = Golden.names(in: "Prepare") { $0.hasSuffix(".f32") }

    @Test("Every value is the reference's, to the bit", arguments: files)
    func values(name: String) throws {
        // SHORT-CROP-FILTER-WxH.f32
        let parts = name.dropLast(4).split(separator: "-").map(String.init)
        let size = parts[3].split(separator: "x").compactMap { Int($0) }
        let whole = try Golden.picture(width: 45, height: 37)
        var rgb: [UInt8] = []
        for y in 0..<size[1] { rgb += whole.rgb[y * 135..<y * 135 + size[0] * 3] }
        let image = try PixelImage(width: size[0], height: size[1], rgb: rgb)
        let preprocessing = Preprocessing.imagenet(
            resize: try #require(Int(parts[0])),
            crop: try #require(Int(parts[1])),
            interpolation: try #require(Interpolation(rawValue: parts[2]))
        )
        let prepared = try preprocessing.prepare(image)
        let expected = try Golden.floats("Prepare/\(name)")
        let crop = try #require(Int(parts[1]))
        #expect(prepared.shape == [3, crop, crop])
        #expect(prepared.values == expected)
    }

    @Test("The goldens cover both filters, odd offsets and padding")
    func coverage() {
        #expect(Self.files.count == 72)
    }

    @Test("The ImageNet crop of a 500 x 375 picture", arguments: Interpolation.allCases)
    func imagenetCrop(filter: Interpolation) throws {
        let crop = try Preprocessing.imagenet(interpolation: filter)
            .croppedPixels(of: Golden.picture(width: 500, height: 375))
        let expected = try ImageDecoder.decode(
            bytes: Golden.bytes("Prepare/crop-256-224-\(filter.rawValue).png")
        )
        #expect(largestDifference(crop, expected) == 0)
    }

    @Test("Layouts and channel orders hold the same values")
    func layouts() throws {
        let image = try Golden.picture(width: 20, height: 17)
        var preprocessing = Preprocessing.imagenet(resize: 13, crop: 16)
        let planar = try preprocessing.prepare(image)
        let interleaved = try preprocessing.prepare(image, layout: .interleaved)
        #expect(interleaved.shape == [16, 16, 3])
        preprocessing.channelOrder = .bgr
        preprocessing.mean.reverse()
        preprocessing.standardDeviation.reverse()
        let reversed = try preprocessing.prepare(image)
        for index in 0..<256 {
            for channel in 0..<3 {
                let value = planar.values[channel * 256 + index]
                #expect(interleaved.values[index * 3 + channel] == value)
                #expect(reversed.values[(2 - channel) * 256 + index] == value)
            }
        }
    }

    @Test("Caffe-style values are samples minus means")
    func caffe() throws {
        let image = try PixelImage(width: 1, height: 1, rgb: [10, 20, 30])
        let prepared = try Preprocessing(
            resize: .none,
            divisor: 1,
            mean: [103.939, 116.779, 123.68],
            standardDeviation: [1, 1, 1],
            channelOrder: .bgr
        ).prepare(image)
        #expect(prepared.values == [30 - 103.939, 20 - 116.779, 10 - 123.68] as [Float])
    }

    @Test("A batch buffer receives the prepared values and nothing else")
    func batch() throws {
        let image = try Golden.picture(width: 45, height: 37)
        let count = 3 * 32 * 32
        var batch = [Float](repeating: -9, count: count * 3)
        try batch.withUnsafeMutableBufferPointer { buffer in
            let slot = UnsafeMutableBufferPointer(rebasing: buffer[count..<count * 2])
            try Preprocessing.cifar.prepare(image, into: slot)
            #expect(throws: ImageError(.invalidGeometry)) {
                try Preprocessing.imagenet().prepare(image, into: slot)
            }
        }
        let expected = try Preprocessing.cifar.prepare(image)
        #expect(Array(batch[count..<count * 2]) == expected.values)
        #expect(batch[..<count].allSatisfy { $0 == -9 })
        #expect(batch[(count * 2)...].allSatisfy { $0 == -9 })
    }

    @Test("The longer side is truncated, not rounded")
    func shorterSide() throws {
        for (width, height, expectedWidth, expectedHeight) in [
            (500, 375, 341, 256), (375, 500, 256, 341), (256, 256, 256, 256), (3, 2, 384, 256),
            (100, 33, 775, 256), (1, 1000, 256, 256_000),
        ] {
            let size = try #require(
                ResizeRule.shorterSide(256).outputSize(width: width, height: height)
            )
            #expect(size == (expectedWidth, expectedHeight))
        }
        #expect(ResizeRule.shorterSide(.max).outputSize(width: 3, height: 2) == nil)
    }

    @Test(
        "A pipeline survives JSON",
        arguments: [
            .cifar, .imagenet(interpolation: .bicubic),
            Preprocessing(
                resize: .none,
                divisor: 1,
                mean: [1, 2, 3],
                standardDeviation: [1, 1, 1],
                channelOrder: .bgr
            ),
        ]
    )
    func codable(preprocessing: Preprocessing) throws {
        let data = try JSONEncoder().encode(preprocessing)
        #expect(try JSONDecoder().decode(Preprocessing.self, from: data) == preprocessing)
    }

    @Test("Values that no image can be prepared with are refused")
    func invalid() throws {
        let image = try Golden.picture(width: 8, height: 8)
        let changes: [(inout Preprocessing) -> Void] = [
            { $0.divisor = 0 }, { $0.divisor = .nan }, { $0.divisor = -1 },
            { $0.mean = [] }, { $0.mean = [1, 2] }, { $0.mean[1] = .infinity },
            { $0.standardDeviation[0] = 0 }, { $0.standardDeviation = [1, 1, 1, 1] },
            { $0.resize = .shorterSide(0) }, { $0.resize = .shorterSide(.max) },
            { $0.resize = .exact(width: 1, height: -1) },
            { $0.crop = PixelSize(width: 0, height: 1) },
            { $0.crop = PixelSize(width: 1, height: 1 << 40) },
        ]
        for change in changes {
            var preprocessing = Preprocessing.imagenet()
            change(&preprocessing)
            #expect(throws: ImageError(.invalidPreprocessing)) {
                try preprocessing.prepare(image)
            }
        }
        let text = """
            {"resize": {"rule": "shorterSide", "size": -1}, "interpolation": "bilinear",
             "divisor": 255, "mean": [0, 0, 0], "standardDeviation": [1, 1, 1],
             "channelOrder": "rgb"}
            """
        #expect(throws: ImageError(.invalidPreprocessing)) {
            try JSONDecoder().decode(Preprocessing.self, from: Data(text.utf8))
        }
    }
}
