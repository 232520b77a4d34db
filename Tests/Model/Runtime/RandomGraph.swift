import FrankenGraph

/// A valid graph of a few random nodes, the same for the same seed.
///
/// Choices lean towards what plans fuse: chains of convolutions, normalizations, activations and
/// sums, values that are read again, and views between feature maps and token maps.
struct RandomGraph {
    let graph: ModelGraph
    let shapes: [String: Shape]

    init(seed: UInt64) throws {
        var writer = Writer(seed: seed)
        (graph, shapes) = try writer.write("random\(seed)")
    }

    /// The inputs' values, in the graph's order.
    var inputs: [[Float]] {
        graph.inputs.map {
            SeededTensors.input($0.name, of: graph.name, shape: shapes[$0.name]?.known ?? [])
        }
    }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

/// Adds nodes one by one, each valid for the shapes so far.
private struct Writer {
    private var random: SeededGenerator
    private var nodes: [ModelGraph.Node] = []
    private var values: [(name: String, shape: [Int])] = []
    /// Products grow doubly exponentially in a chain, so a graph has few.
    private var productsLeft = 2

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func write(_ name: String) throws -> (ModelGraph, [String: Shape]) {
        let channels = [1, 3, 4, 5, 8, 16, 17]
        let batch = Int.random(in: 1...3, using: &random)
        for input in ["x", "z"].prefix(Int.random(in: 1...2, using: &random)) {
            let shape = [batch, pick(channels), size(), size()]
            values.append((input, shape))
        }
        let inputs = values
        let count = Int.random(in: 3...14, using: &random)
        while nodes.count < count { try step() }
        let (last, earlier) = (values[values.count - 1].name, nodes.dropLast().map(\.name))
        var outputs = [last]
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            if let tap = earlier.randomElement(using: &random), !outputs.contains(tap) {
                outputs.append(tap)
            }
        }
        let graph = try ModelGraph(
            name: name,
            inputs: inputs.map {
                .init(name: $0.name, shape: Shape([nil] + $0.shape.dropFirst().map(Optional.some)))
            },
            nodes: nodes,
            outputs: outputs.shuffled(using: &random)
        )
        return (graph, .init(uniqueKeysWithValues: inputs.map { ($0.name, Shape($0.shape)) }))
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    private mutating func size() -> Int { Int.random(in: 1...7, using: &random) }

    private mutating func flip() -> Bool { Bool.random(using: &random) }

    /// Adds a node unless the op refuses the shapes or the result gets too large to interpret.
    private mutating func add(_ op: Op, _ sources: [(name: String, shape: [Int])]) {
        let shape = try? op.operation.outputShape(sources.map { Shape($0.shape) })
        guard let known = shape?.known, known.allSatisfy({ $0 > 0 }),
            known.reduce(1, *) <= 3000
        else { return }
        let node = ModelGraph.Node("n\(nodes.count)", op, sources.map(\.name))
        nodes.append(node)
        values.append((node.name, known))
    }

    private mutating func step() throws {
        let recent = values[values.count - 1]
        let source = Int.random(in: 0..<4, using: &random) == 0 ? pick(values) : recent
        let rank = source.shape.count
        switch Int.random(in: 0..<24, using: &random) {
        case 0...5 where rank == 4: convolve(source)
        case 6: add(.linear(source.shape[rank - 1], pick([1, 4, 5, 16])), [source])
        case 7, 8: add(.batchNorm(source.shape[1]), [source])
        case 9...11: add(activation(), [source])
        case 12...15: combine(source)
        case 16: normalize(source)
        case 17 where rank == 4: pool(source)
        case 18 where rank == 4:
            add(.permute(.init(flip() ? [0, 2, 3, 1] : [0, 3, 1, 2])), [source])
        case 19: rearrange(source)
        case 20: join(source)
        case 21 where rank == 4: sample(source)
        case 22 where rank == 4:
            if flip() {
                let heads = pick([1, 2, 4])
                add(
                    .windowAttention(
                        .init(
                            channels: source.shape[3],
                            heads: heads,
                            window: .init(3, 2),
                            shift: .init(pick([0, 1]), pick([0, 1])),
                            scoring: pick([.scaledDotProduct, .cosine])
                        )
                    ),
                    [source]
                )
            } else {
                add(.patchMerging(.init()), [source])
            }
        case 23: add(.softmax(.init(axis: Int.random(in: 0..<rank, using: &random))), [source])
        default: return
        }
    }

    private mutating func activation() -> Op {
        let functions: [Activation.Function] = [.relu, .leakyRelu, .gelu, .silu, .sigmoid, .tanh]
        return .activation(.init(pick(functions), slope: 0.2))
    }

    private mutating func convolve(_ source: (name: String, shape: [Int])) {
        let channels = source.shape[1]
        let groups = pick([1, 1, channels, 2])
        let side = pick([1, 1, 2, 3])
        let out = pick([channels, channels, 4, 6, 16, 17])
        if flip() || flip() {
            add(
                .conv(
                    channels,
                    out,
                    kernel: side,
                    stride: pick([1, 1, 2]),
                    padding: side / 2,
                    dilation: pick([1, 1, 2]),
                    groups: groups,
                    bias: flip()
                ),
                [source]
            )
        } else {
            let stride = pick([1, 2])
            add(
                .transposedConvolution(
                    .init(
                        inChannels: channels,
                        outChannels: out,
                        kernel: .init(side),
                        stride: .init(stride),
                        padding: .init(side / 2),
                        outputPadding: .init(pick([0, stride - 1])),
                        groups: groups,
                        bias: flip()
                    )
                ),
                [source]
            )
        }
    }

    /// A sum or product with a value of the same shape, a gate, or the value itself.
    private mutating func combine(_ source: (name: String, shape: [Int])) {
        if source.shape.count == 4, Int.random(in: 0..<4, using: &random) == 0 {
            let gates = values.filter {
                $0.shape.count == 4 && $0.shape[0] == source.shape[0]
                    && zip($0.shape, source.shape).allSatisfy { $0 == 1 || $0 == $1 }
            }
            if let gate = gates.randomElement(using: &random) {
                add(.add, flip() ? [source, gate] : [gate, source])
                return
            }
        }
        let equals = values.filter { $0.shape == source.shape }
        let other = pick(equals)
        if productsLeft > 0, Int.random(in: 0..<4, using: &random) == 0 {
            productsLeft -= 1
            add(.multiply, [source, other])
        } else {
            add(.add, flip() ? [source, other] : [other, source])
        }
    }

    private mutating func normalize(_ source: (name: String, shape: [Int])) {
        let axis: ChannelAxis = flip() && source.shape.count == 4 ? .first : .last
        let channels = axis == .first ? source.shape[1] : source.shape[source.shape.count - 1]
        switch Int.random(in: 0..<3, using: &random) {
        case 0: add(.channelScale(.init(channels: channels, axis: axis)), [source])
        case 1 where source.shape.count <= 5:
            add(
                .layerNormalization(.init(channels: channels, epsilon: 1e-2, axis: axis)),
                [source]
            )
        default:
            add(
                .divisiveNormalization(
                    .init(
                        channels: source.shape[1],
                        form: pick([.squared, .absolute]),
                        inverse: flip() && productsLeft == 2
                    )
                ),
                [source]
            )
        }
    }

    private mutating func pool(_ source: (name: String, shape: [Int])) {
        let reduction: Pooling.Reduction = flip() ? .maximum : .average
        let up = flip()
        let padding = pick([0, 1])
        add(
            flip()
                ? .globalPooling(.init(reduction))
                : .pooling(
                    .init(
                        reduction,
                        kernel: .init(pick([2, 3]), pick([2, 3])),
                        stride: .init(pick([1, 2])),
                        padding: .init(padding),
                        roundsUp: up,
                        countsPadding: !up && flip()
                    )
                ),
            [source]
        )
    }

    private mutating func rearrange(_ source: (name: String, shape: [Int])) {
        let rank = source.shape.count
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            let first = Int.random(in: 1..<rank, using: &random)
            add(
                .flatten(.init(first: first, last: flip() ? -1 : min(first + 1, rank - 1))),
                [source]
            )
        case 1: add(.reshape(.init([0, -1])), [source])
        case 2 where rank <= 3: add(.reshape(.init([0, 0, -1, 1])), [source])
        case 2: add(.permute(.init([0, 2, 1, 3])), [source])
        default:
            add(
                .permute(.init([0] + Array(1..<rank).shuffled(using: &random))),
                [source]
            )
        }
    }

    private mutating func join(_ source: (name: String, shape: [Int])) {
        let axis = Int.random(in: 1..<source.shape.count, using: &random)
        let fitting = values.filter { value in
            value.shape.count == source.shape.count
                && value.shape.indices.allSatisfy {
                    $0 == axis || value.shape[$0] == source.shape[$0]
                }
        }
        let others = (0..<Int.random(in: 1...2, using: &random)).map { _ in pick(fitting) }
        add(.concatenation(.init(axis: axis)), [source] + others)
    }

    private mutating func sample(_ source: (name: String, shape: [Int])) {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: add(.subsample(.init(stride: .init(pick([1, 2, 3]), pick([1, 2])))), [source])
        case 1:
            add(.channelPadding(.init(before: pick([0, 1, 2]), after: pick([0, 3]))), [source])
        case 2: add(.pixelShuffle(.init(factor: 2)), [source])
        case 3: add(.resize(.init(flip() ? .nearest : .bilinear, to: .scale(2))), [source])
        default:
            let target = Extent2D(size(), size())
            add(.resize(.init(flip() ? .nearest : .bilinear, to: .size(target))), [source])
        }
    }
}
