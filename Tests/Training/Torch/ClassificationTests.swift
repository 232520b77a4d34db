import FrankenGraph
import FrankenTorch
import FrankenWeights
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Cross-entropy and the step that makes it small")
struct ClassificationTests {
    @Test("The value is -sum t log softmax, the gradient sum(t) softmax - t")
    func crossEntropy() throws {
        let values: [Float] = [0.5, -1, 2, 0, 3, -2]
        let targets: [Float] = [0, 0.25, 0.75, 1, 0.5, 0]
        let logits = try Tensor.of(values, shape: [2, 3], isTrainable: true)
        let loss = try logits.crossEntropy(to: Tensor.of(targets, shape: [2, 3]))
        let gradient = try #require(try loss.gradients(of: [logits])[0]).floats()
        var expected = 0.0
        for row in 0..<2 {
            var (sum, whole) = (0.0, 0.0)
            for index in row * 3..<row * 3 + 3 {
                sum += exp(Double(values[index]))
                whole += Double(targets[index])
            }
            for index in row * 3..<row * 3 + 3 {
                let share = exp(Double(values[index])) / sum
                expected -= Double(targets[index]) * log(share)
                let slope = whole * share - Double(targets[index])
                #expect(abs(Double(gradient[index]) - slope) < 1e-6, "element \(index)")
            }
        }
        #expect(abs(try loss.scalar() - expected) < 1e-5)
        #expect(throws: TorchError(.refused, "")) {
            _ = try logits.crossEntropy(to: Tensor.of([1, 0, 0], shape: [1, 3]))
        }
    }

    /// Means of 2 x 2 images to two classes.
    private static func model() throws -> Model {
        var build = GraphBuilder("tiny", input: "image", shape: [nil, 3, nil, nil])
        build.add("pool", .globalPooling(.init(.average)), to: "image")
        build.add("flat", .flatten(.init()), to: "pool")
        build.add("fc", .linear(3, 2), to: "flat")
        let graph = try build.graph(outputs: ["fc"])
        let weights = try [
            MemoryTensor(name: "fc.weight", shape: [2, 3], floats: [1, -1, 0.5, 0, 2, -0.5]),
            MemoryTensor(name: "fc.bias", shape: [2], floats: [0.25, -0.25]),
        ]
        return try Model(graph: graph, weights: TensorStore(inMemory: weights))
    }

    @Test("One step of descent is the smoothed gradient, and decay leaves the bias alone")
    func step() throws {
        var step = try ClassificationStep(
            Self.model(),
            optimizer: .descent(.init(momentum: 0)),
            options: .init(labelSmoothing: 0.2, weightDecay: 0.1)
        )
        // One colour each, so that the pooled image is the colour.
        let colors: [[Float]] = [[1, 2, 0], [0, 1, -1]]
        let images = colors.flatMap { $0.flatMap { [Float](repeating: $0, count: 4) } }
        let report = try step.step(
            Batch(images: images, shape: [2, 3, 2, 2]),
            labels: [1, 0],
            learningRate: 0.5
        )
        var weight = [1, -1, 0.5, 0, 2, -0.5]
        var bias = [0.25, -0.25]
        var loss = 0.0
        var (weightSlope, biasSlope) = ([Double](repeating: 0, count: 6), [0.0, 0.0])
        for (color, label) in zip(colors, [1, 0]) {
            var logits = bias
            for row in 0..<2 {
                for column in 0..<3 {
                    logits[row] += weight[row * 3 + column] * Double(color[column])
                }
            }
            let sum = exp(logits[0]) + exp(logits[1])
            for row in 0..<2 {
                let target = row == label ? 0.9 : 0.1
                loss -= target * (logits[row] - log(sum))
                let slope = (exp(logits[row]) / sum - target) / 2
                biasSlope[row] += slope
                for column in 0..<3 {
                    weightSlope[row * 3 + column] += slope * Double(color[column])
                }
            }
        }
        for index in 0..<6 { weight[index] = weight[index] * 0.95 - 0.5 * weightSlope[index] }
        for index in 0..<2 { bias[index] -= 0.5 * biasSlope[index] }
        #expect(abs(report.loss - loss) < 1e-5)
        let moved = try step.backbone.tensor(named: "fc.weight").floats()
        for index in 0..<6 { #expect(abs(Double(moved[index]) - weight[index]) < 1e-5) }
        let movedBias = try step.backbone.tensor(named: "fc.bias").floats()
        for index in 0..<2 { #expect(abs(Double(movedBias[index]) - bias[index]) < 1e-5) }
    }

    @Test("A teacher's probabilities are those among the student's classes, softened")
    func teacher() throws {
        // Three classes; the student knows the last and the first.
        var build = GraphBuilder("teacher", input: "image", shape: [nil, 3, nil, nil])
        build.add("pool", .globalPooling(.init(.average)), to: "image")
        build.add("flat", .flatten(.init()), to: "pool")
        build.add("fc", .linear(3, 3, bias: false), to: "flat")
        let weights = try [
            MemoryTensor(name: "fc.weight", shape: [3, 3], floats: [1, 0, 0, 0, 9, 0, 0, 0, 2])
        ]
        let network = try FrozenNetwork(
            Model(graph: build.graph(outputs: ["fc"]), weights: TensorStore(inMemory: weights)),
            threads: 1
        )
        let teacher = try ClassTeacher(network, classes: [2, 0])
        let imitation = try Imitation(weight: 0.75, temperature: 2)
        let colors: [[Float]] = [[1, 2, 0.5], [0, 1, -1]]
        let images = colors.flatMap { $0.flatMap { [Float](repeating: $0, count: 4) } }
        let batch = try Batch(images: images, shape: [2, 3, 2, 2])
        let opinions = try teacher.logits(of: batch)
        let probabilities = imitation.probabilities(opinions, classes: 2)
        var expected: [Double] = []
        for color in colors {
            let (last, first) = (exp(Double(color[2]) * 2 / 2), exp(Double(color[0]) / 2))
            expected += [last / (last + first), first / (last + first)]
        }
        for index in 0..<4 { #expect(abs(Double(probabilities[index]) - expected[index]) < 1e-5) }

        var step = try ClassificationStep(Self.model(), optimizer: .descent(.init(momentum: 0)))
        step.imitation = imitation
        #expect(throws: TorchError(.wrongShape, "")) {
            _ = try step.step(batch, labels: [1, 0], learningRate: 0.5)
        }
        let report = try step.step(
            batch,
            labels: [1, 0],
            opinions: opinions,
            learningRate: 0.5
        )
        let (weight, bias) = ([1, -1, 0.5, 0, 2, -0.5], [0.25, -0.25])
        var loss = 0.0
        for (row, label) in [1, 0].enumerated() {
            let logits = (0..<2).map { index in
                bias[index]
                    + (0..<3).reduce(0.0) { sum, column in
                        sum + weight[index * 3 + column] * Double(colors[row][column])
                    }
            }
            func entropy(_ index: Int, _ temperature: Double) -> Double {
                let shares = logits.map { exp($0 / temperature) }
                return -log(shares[index] / (shares[0] + shares[1]))
            }
            loss += 0.25 * entropy(label, 1)
            for index in 0..<2 { loss += 0.75 * 4 * expected[row * 2 + index] * entropy(index, 2) }
        }
        #expect(abs(report.loss - loss) < 1e-4)
    }

    @Test("A teacher needs a weight, a temperature and the classes that it knows")
    func badTeacher() throws {
        for (weight, temperature) in [(0.0, 1.0), (1.5, 1), (0.5, 0), (0.5, .infinity)] {
            #expect(throws: TorchError(.invalidOption, "")) {
                _ = try Imitation(weight: weight, temperature: temperature)
            }
        }
        let network = try FrozenNetwork(Self.model(), threads: 1)
        let teacher = try ClassTeacher(network, classes: [0, 2])
        let batch = try Batch(images: [Float](repeating: 1, count: 12), shape: [1, 3, 2, 2])
        #expect(throws: TorchError(.wrongShape, "")) { _ = try teacher.logits(of: batch) }
    }

    @Test("A rectangle of another image brings its share of that image's target")
    func cutMix() throws {
        // Two images of 4 x 4, one value each; six pixels change places.
        let images = [Float](repeating: 1, count: 48) + [Float](repeating: 3, count: 48)
        let batch = try Batch(images: images, shape: [2, 3, 4, 4])
        let mix = CutMix(rows: 1..<4, columns: 2..<4)
        var pasted = images
        for image in 0..<2 {
            for channel in 0..<3 {
                for row in 1..<4 {
                    for column in 2..<4 {
                        pasted[(image * 3 + channel) * 16 + row * 4 + column] = image == 0 ? 3 : 1
                    }
                }
            }
        }
        func loss(_ images: [Float], _ label: Int, _ mix: CutMix?) throws -> Double {
            var step = try ClassificationStep(Self.model(), optimizer: .descent(.init()))
            let batch = try Batch(images: images, shape: [2, 3, 4, 4])
            let labels = mix == nil ? [label, label] : [0, 1]
            return try step.step(batch, labels: labels, mix: mix, learningRate: 0).loss
        }
        var apart: [[Double]] = []
        for image in 0..<2 {
            let own = Array(pasted[image * 48..<(image + 1) * 48])
            apart.append(try (0..<2).map { try loss(own + own, $0, nil) / 2 })
        }
        let expected =
            (10 * apart[0][0] + 6 * apart[0][1] + 10 * apart[1][1] + 6 * apart[1][0]) / 16
        #expect(abs(try loss(batch.images, 0, mix) - expected) < 1e-5)
        #expect(throws: TorchError(.wrongShape, "")) {
            _ = try loss(images, 0, CutMix(rows: 1..<5, columns: 0..<1))
        }
    }

    @Test("Random rectangles are inside and cover half of an image, less what is cut off")
    func rectangles() {
        var random = SystemRandomNumberGenerator()
        var covered = 0
        for _ in 0..<2_000 {
            let mix = CutMix(side: 20, using: &random)
            #expect(0 <= mix.rows.lowerBound && mix.rows.upperBound <= 20)
            #expect(0 <= mix.columns.lowerBound && mix.columns.upperBound <= 20)
            covered += mix.rows.count * mix.columns.count
        }
        let share = Double(covered) / (2_000 * 400)
        #expect(0.2 < share && share < 0.5)
    }

    @Test("Labels that are no class, or too few of them, are refused and nothing moves")
    func labels() throws {
        var step = try ClassificationStep(Self.model(), optimizer: .descent(.init()))
        let batch = try Batch(images: [Float](repeating: 1, count: 12), shape: [1, 3, 2, 2])
        for labels in [[2], [-1], [], [0, 1]] {
            #expect(throws: TorchError(.invalidOption, "")) {
                _ = try step.step(batch, labels: labels, learningRate: 0.1)
            }
        }
        #expect(step.optimizer.stepCount == 0)
    }
}
