import Foundation
import FrankenCrypto
import FrankenRecipes
import FrankenTraining
import Testing

@Suite("Saliency maps")
@MainActor
struct SaliencyTests {
    /// Two channels of 2 x 2: the first is bright at the top left, the second at the bottom right.
    private let maps = FeatureMaps(
        activations: [4, 1, 1, 0, 0, 1, 1, 4],
        gradients: [1, 1, 1, 1, -0.5, -0.5, -0.5, -0.5],
        channels: 2,
        height: 2,
        width: 2
    )

    @Test("Channel weights are those of the formulas")
    func weights() {
        // Sums of gradient times activation over sums of activations: 6 / 6 and -3 / 6.
        let xGrad = maps.weights(.xGradCAM)
        #expect(abs(xGrad[0] - 1) < 1e-5 && abs(xGrad[1] + 0.5) < 1e-5)
        #expect(maps.weights(.gradCAM) == [1, -0.5])
        // Four places, each 1 / (2 + 6); negative gradients count for nothing.
        let plusPlus = maps.weights(.gradCAMPlusPlus)
        #expect(abs(plusPlus[0] - 0.5) < 1e-5 && plusPlus[1] == 0)
    }

    @Test("What speaks for the class is bright, what speaks against it is dark")
    func attribution() {
        // 4, 0.5, 0.5, -2 rectified: 4, 0.5, 0.5, 0.
        let plain = maps.attribution(.xGradCAM, smoothsByEigenvector: false)
        let expected: [Float] = [1, 0.125, 0.125, 0]
        for (found, wanted) in zip(plain.values, expected) { #expect(abs(found - wanted) < 1e-4) }
        // Places differ along one direction only, so the projection ranks them alike.
        let smooth = maps.attribution(.xGradCAM, smoothsByEigenvector: true)
        #expect(abs(smooth.values[0] - 1) < 1e-4)
        #expect(smooth.values[3] == 0)
        #expect(smooth.values[1] < 0.2)
    }

    @Test("A map where all places are alike is dark, not NaN")
    func flat() {
        let flat = FeatureMaps(
            activations: [1, 1, 1, 1],
            gradients: [0, 0, 0, 0],
            channels: 1,
            height: 2,
            width: 2
        )
        for smooths in [false, true] {
            let map = flat.attribution(.xGradCAM, smoothsByEigenvector: smooths)
            #expect(map.values == [0, 0, 0, 0])
        }
    }

    @Test("Resizing samples at the centers of places")
    func resize() {
        let map = PlaneMap(height: 1, width: 2, values: [0, 1])
        #expect(map.resized(height: 1, width: 4).values == [0, 0.25, 0.75, 1])
        let halved = PlaneMap(height: 2, width: 2, values: [0, 1, 2, 3]).resized(
            height: 1,
            width: 1
        )
        #expect(halved.values == [1.5])
    }

    @Test("Mixing averages, and what is no number becomes one half")
    func mixing() throws {
        let one = PlaneMap(height: 1, width: 3, values: [0, 0.5, 1])
        let other = PlaneMap(height: 1, width: 3, values: [0, 1, 1])
        let mixed = try #require(PlaneMap.mixing([one, other]))
        for (found, wanted) in zip(mixed.values, [0, 0.75, 1] as [Float]) {
            #expect(abs(found - wanted) < 1e-5)
        }
        #expect(PlaneMap.mixing([]) == nil)
    }

    @Test("Maps are kept under the digest of the image; a damaged file is no map")
    func cache() throws {
        let folder = try ScratchFolder()
        let (key, image) = (
            try SHA256Hasher.digest(of: [1]), try SHA256Hasher.digest(of: [2])
        )
        let cache = SaliencyCache(folder: folder.url.path, key: key, count: 3)
        #expect(cache.map(of: image) == nil)
        try cache.keep([0, 0.25, 1], of: image)
        #expect(cache.map(of: image) == [0, 0.25, 1])
        let file = folder.file("\(key.short)/\(image.hex).f32")
        try Data([1, 2, 3]).write(to: file)
        #expect(cache.map(of: image) == nil)
        try cache.keep([0, 7, 1], of: image)
        #expect(cache.map(of: image) == nil)
    }

    @Test("A guided training makes one map for each image, and differs from a plain one")
    func guided() async throws {
        var training = try TinyTraining()
        training.isDeterministic = true
        _ = try await training.train("plain")
        training.isGuided = true
        let result = try await training.train("guided")
        #expect(result.end == .finished)
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: training.output("guided/saliency")
        )
        #expect(folders.count == 1)
        let maps = try FileManager.default.contentsOfDirectory(
            atPath: training.output("guided/saliency/\(folders[0])")
        )
        // Six steps of eight of the samples that are not held out; all five files are alike.
        #expect((30...64).contains(maps.count))
        #expect(
            try training.bytes("plain/weights.safetensors")
                != training.bytes("guided/weights.safetensors")
        )
    }
}
