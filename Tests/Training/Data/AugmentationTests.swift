import FrankenBytes
import FrankenData
import FrankenImage
import Testing

@Suite("Crops and mirrors")
struct AugmentationTests {
    /// Mean and standard deviation of y, x, height and width of 400,000 windows that
    /// torchvision 0.28 draws in 300 x 200 pixels.
    struct Reference: Sendable, CustomTestStringConvertible {
        let scale: ClosedRange<Double>
        let mean: [Double]
        let deviation: [Double]

        var testDescription: String { "scale \(scale)" }
    }

    static let references = [
        Reference(
            scale: 0.08...1,
            mean: [27.39, 74.17, 145.27, 151.58],
            deviation: [26.56, 50.30, 36.63, 45.35]
        ),
        // No window of 90 % fits a 3:2 image at a ratio of 4:3, so all are the centered one.
        Reference(
            scale: 0.9...1,
            mean: [0, 16, 200, 267],
            deviation: [0, 0, 0, 0]
        ),
    ]

    @Test("Windows are distributed as torchvision's", arguments: references)
    func distribution(reference: Reference) throws {
        let crop = try RandomResizedCrop(scale: reference.scale)
        let count = 100_000
        var sums = [Double](repeating: 0, count: 4)
        var squares = sums
        for place in 0..<count {
            var random = SampleRandom(seed: 1, epoch: 0, place: place, purpose: 0)
            let window = crop.window(in: PixelSize(width: 300, height: 200), random: &random)
            #expect(window.x >= 0 && window.x + window.width <= 300)
            #expect(window.y >= 0 && window.y + window.height <= 200)
            for (axis, value) in [window.y, window.x, window.height, window.width].enumerated() {
                sums[axis] += Double(value)
                squares[axis] += Double(value * value)
            }
        }
        for axis in 0..<4 {
            let mean = sums[axis] / Double(count)
            let deviation = (squares[axis] / Double(count) - mean * mean).squareRoot()
            // Four standard errors of the mean are 0.34 to 0.64; deviations within 1.5 %.
            let expected = reference.deviation[axis]
            #expect(abs(mean - reference.mean[axis]) < 0.65, "axis \(axis): \(mean)")
            #expect(abs(deviation - expected) <= 0.015 * expected, "\(axis): \(deviation)")
        }
    }

    @Test("An image too long for any window gives its center")
    func fallback() throws {
        let crop = try RandomResizedCrop(scale: 1...1)
        var random = SampleRandom(seed: 0, epoch: 0, place: 0, purpose: 0)
        let window = crop.window(in: PixelSize(width: 1000, height: 30), random: &random)
        #expect(window == PixelWindow(x: 480, y: 0, width: 40, height: 30))
        let tall = crop.window(in: PixelSize(width: 30, height: 1000), random: &random)
        #expect(tall == PixelWindow(x: 0, y: 480, width: 30, height: 40))
        let tiny = crop.window(in: PixelSize(width: 1, height: 1), random: &random)
        #expect(tiny == PixelWindow(x: 0, y: 0, width: 1, height: 1))
    }

    @Test("The declared form reads back equal, and mistakes are located")
    func coding() throws {
        let augmentations = [
            try Augmentation(crop: .random(RandomResizedCrop()), flipProbability: 0.5),
            try Augmentation(crop: .center(resize: .shorterSide(256)), interpolation: .bicubic),
            try Augmentation(crop: .center(resize: .none), side: 32, usesScaledDecoding: true),
            try Augmentation(crop: .center(resize: .none), side: 32, appliesOrientation: false),
        ]
        for augmentation in augmentations {
            let bytes = try StableJSONEncoder(.pretty).encode(augmentation)
            #expect(try StrictJSONDecoder().decode(Augmentation.self, from: bytes) == augmentation)
        }
        #expect(augmentations.map(\.isDeterministic) == [false, true, true, true])
        let turned = String(
            decoding: try StableJSONEncoder(.pretty).encode(augmentations[0]),
            as: UTF8.self
        )
        #expect(!turned.contains("upright"))
        let wrong = [
            #"{"crop": "center", "side": 0, "resize": {"rule": "none"}}"#,
            #"{"crop": "randomResized", "side": 224, "scale": [0, 1], "ratio": [1, 1]}"#,
            #"{"crop": "randomResized", "side": 224, "scale": [1, 0.5], "ratio": [1, 1]}"#,
            #"{"crop": "middle", "side": 224}"#,
            #"{"crop": "center", "side": 224, "resize": {"rule": "none"}, "flips": 1}"#,
        ]
        for text in wrong {
            let error = try #require(throws: JSONError.self) {
                try StrictJSONDecoder().decode(Augmentation.self, from: Array("\n\(text)".utf8))
            }
            #expect(error.line == 2)
        }
    }

    @Test("A stream of random numbers depends on each part of its name")
    func streams() {
        var seen: Set<UInt64> = []
        for seed in 0..<4 {
            for epoch in 0..<4 {
                for place in 0..<4 {
                    for purpose in 0..<4 {
                        var random = SampleRandom(
                            seed: UInt64(seed),
                            epoch: epoch,
                            place: place,
                            purpose: UInt64(purpose)
                        )
                        seen.insert(random.next())
                    }
                }
            }
        }
        #expect(seen.count == 256)
    }
}
