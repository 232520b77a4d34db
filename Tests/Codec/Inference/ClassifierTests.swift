import Foundation
import FrankenBlueprint
import FrankenGraph
import FrankenImage
import FrankenInference
import FrankenRuntime
import FrankenWeights
import Testing

@Suite("Classifying")
struct ClassifierTests {
    /// Weights that give these logits for every photo.
    private func constant(_ logits: [Float]) -> [String: [Float]] {
        ["fc.weight": [Float](repeating: 0, count: 640), "fc.bias": logits]
    }

    @Test("Probabilities are the softmax of the logits, likeliest first")
    func softmax() throws {
        let logits: [Float] = [0, 1, -1, 3, 2, -2, 0.5, -3, 80, 81]
        let classifier = try Classifier(SmallBackbone.make(replacing: constant(logits)))
        let photo = try SmallBackbone.photo(1)
        #expect(try classifier.logits([photo]) == [logits])
        let answer = try classifier.classify([photo], top: 10)[0]
        #expect(answer.map(\.index) == [9, 8, 3, 4, 1, 6, 0, 2, 5, 7])
        let total = logits.map { exp(Double($0)) }.reduce(0, +)
        for prediction in answer {
            let expected = exp(Double(logits[prediction.index])) / total
            #expect(abs(prediction.probability - expected) <= 1e-12)
            #expect(prediction.label == ClassLabels.cifar10.labels[prediction.index])
        }
    }

    @Test("Ties go to the lower index")
    func ties() throws {
        let logits: [Float] = [1, 2, 2, 1, 2, 0, 0, 2, 1, -0.0]
        let classifier = try Classifier(SmallBackbone.make(replacing: constant(logits)))
        let answer = try classifier.classify([SmallBackbone.photo(1)], top: 10)[0]
        #expect(answer.map(\.index) == [1, 2, 4, 7, 0, 3, 8, 5, 6, 9])
    }

    @Test("As many classes as asked for, and no more than there are", arguments: [-1, 0, 3, 99])
    func top(count: Int) throws {
        let classifier = try Classifier(SmallBackbone.make())
        let answer = try classifier.classify([SmallBackbone.photo(1)], top: count)[0]
        #expect(answer.count == min(max(count, 0), 10))
    }

    @Test("Weights that are not finite are an error", arguments: [Float.nan, .infinity])
    func notFinite(value: Float) throws {
        let poisoned = constant([0, 1, value, 3, 4, 5, 6, 7, 8, 9])
        let error = #expect(throws: InferenceError(.notFinite, "")) {
            let classifier = try Classifier(SmallBackbone.make(replacing: poisoned))
            return try classifier.classify([SmallBackbone.photo(1)])
        }
        #expect(poisoned.keys.contains { error?.message.contains($0) == true })
    }

    @Test("Each tensor that is not finite is named, in front of activations too")
    func namedTensors() throws {
        let graph = try SmallBackbone.blueprint().graph()
        for parameter in graph.parameters where parameter.shape.count != 4 || parameter.name < "l" {
            for value in [Float.nan, -.infinity] {
                var values = [Float](repeating: 1, count: parameter.shape.reduce(1, *))
                values[values.count - 1] = value
                let backbone = try SmallBackbone.make(replacing: [parameter.name: values])
                let error = #expect(throws: InferenceError(.notFinite, "")) {
                    try Classifier(backbone)
                }
                #expect(error?.message.contains(parameter.name) == true)
                #expect(throws: WeightsError.self) { try backbone.model.checkNumbers() }
            }
        }
    }

    @Test("A negative variance and weights that are infinite when folded are refused by name")
    func folding() throws {
        let graph = try SmallBackbone.blueprint().graph()
        let variance = try #require(graph.parameters.last { $0.name.hasSuffix(".running_var") })
        var values = [Float](repeating: 1, count: variance.shape[0])
        values[3] = -0.5
        let negative = try SmallBackbone.make(replacing: [variance.name: values])
        var error = #expect(throws: InferenceError(.notFinite, "")) { try Classifier(negative) }
        #expect(error?.message.contains(variance.name) == true)
        #expect(throws: WeightsError.self) { try negative.model.checkNumbers() }
        let scale = variance.name.replacing(".running_var", with: ".weight")
        values[3] = 3e38
        var small = [Float](repeating: 1, count: variance.shape[0])
        small[3] = 0
        let huge = try SmallBackbone.make(replacing: [scale: values, variance.name: small])
        error = #expect(throws: InferenceError(.notFinite, "")) { try Classifier(huge) }
        #expect(error?.message.contains(variance.name.dropLast(".running_var".count)) == true)
    }

    @Test("A batch gives what single photos give, full or not", arguments: [1, 3, 4])
    func batches(count: Int) throws {
        let backbone = try SmallBackbone.make()
        let photos = try (0..<count).map { try SmallBackbone.photo($0, width: 33 + 9 * $0) }
        let single = try Classifier(backbone)
        let expected = try photos.map { try single.logits([$0])[0] }
        #expect(Set(expected).count == count)
        let found = try Classifier(backbone, batch: 4).logits(photos)
        let largest = expected.joined().map(abs).max() ?? 0
        for (a, b) in zip(found.joined(), expected.joined()) {
            #expect(abs(a - b) <= 1e-5 * largest)
        }
    }

    @Test("Prepared photos give what photos give")
    func prepared() throws {
        let backbone = try SmallBackbone.make()
        let classifier = try Classifier(backbone)
        let photo = try SmallBackbone.photo(3)
        let image = try backbone.preprocessing.prepare(photo)
        #expect(try classifier.logits([image]) == classifier.logits([photo]))
    }

    @Test("Changed preprocessing is used")
    func preprocessing() throws {
        var backbone = try SmallBackbone.make()
        let photo = try SmallBackbone.photo(3, width: 90, height: 70)
        let usual = try Classifier(backbone).logits([photo])
        backbone.preprocessing.resize = .shorterSide(64)
        let image = try backbone.preprocessing.prepare(photo)
        let classifier = try Classifier(backbone)
        #expect(try classifier.logits([photo]) == classifier.logits([image]))
        #expect(try classifier.logits([photo]) != usual)
        backbone.preprocessing.resize = .shorterSide(0)
        #expect(throws: ImageError.self) { try Classifier(backbone) }
    }

    @Test("Too many photos, and prepared ones of another size or layout, are refused")
    func wrongRequests() throws {
        let backbone = try SmallBackbone.make()
        let classifier = try Classifier(backbone, batch: 2)
        let photo = try SmallBackbone.photo(1)
        var other = backbone.preprocessing
        other.crop = PixelSize(width: 31, height: 32)
        let wrong = [
            [PreparedImage](repeating: try backbone.preprocessing.prepare(photo), count: 3),
            [try other.prepare(photo)],
            [try backbone.preprocessing.prepare(photo, layout: .interleaved)],
        ]
        for images in wrong {
            #expect(throws: InferenceError(.invalidRequest, "")) { try classifier.logits(images) }
        }
        for batch in [-1, 0, 4097] {
            #expect(throws: InferenceError(.invalidRequest, "")) {
                try Classifier(backbone, batch: batch)
            }
        }
        #expect(try classifier.logits([PixelImage]()).isEmpty)
    }

    @Test("Calls from many tasks at once give what calls in turn give")
    func concurrent() async throws {
        let classifier = try Classifier(SmallBackbone.make())
        let photos = try (0..<4).map { try SmallBackbone.photo($0) }
        let expected = try photos.map { try classifier.logits([$0])[0] }
        try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
            for index in 0..<32 {
                group.addTask { (index % 4, try classifier.logits([photos[index % 4]])[0]) }
            }
            for try await (index, logits) in group { #expect(logits == expected[index]) }
        }
    }

    @Test("Two classifiers of one backbone share its packed weights, whatever their batches")
    func sharing() async throws {
        let backbone = try SmallBackbone.make()
        let compiled = try CompiledBackbone(backbone)
        let single = try Classifier(compiled)
        let packed = compiled.packedWeightByteCount
        #expect(packed > 0)
        let other = try Classifier(compiled)
        #expect(compiled.packedWeightByteCount == packed)
        let photos = try (0..<4).map { try SmallSplit.photo($0, side: 40) }
        let expected = try photos.map { try Classifier(backbone).logits([$0]) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<32 {
                group.addTask {
                    let classifier = index.isMultiple(of: 2) ? single : other
                    return try classifier.logits([photos[index % 4]]) == expected[index % 4]
                }
            }
            for try await equal in group { #expect(equal) }
        }
        #expect(compiled.packedWeightByteCount == packed)
    }
}
