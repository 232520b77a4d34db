import FrankenWeights
import Testing

@Suite("Key maps that put axes in order and join tensors")
struct KeyMapAxesTests {
    /// Elements are numbered in the order of the file.
    private func tensor(_ name: String, _ shape: [Int], from start: Float = 0) throws
        -> MemoryTensor
    {
        let count = shape.reduce(1, *)
        return try MemoryTensor(
            name: name,
            shape: shape,
            floats: (0..<count).map { start + Float($0) }
        )
    }

    private let kernels = KeyMap([
        .init(.suffix, from: "/kernel", to: ".weight", axes: [3, 2, 0, 1])
    ])
    private let biases = KeyMap(joins: [.init([".q_bias", nil, ".v_bias"], to: ".qkv.bias")])

    @Test("A kernel [H, W, in, out] becomes [out, in, H, W]")
    func kernel() throws {
        let shape = [2, 3, 4, 5]
        let store = try TensorStore(inMemory: [tensor("a/kernel", shape), tensor("b", [2, 3])])
        let renamed = try store.renamed(using: kernels)
        #expect(renamed.infos.map(\.name) == ["a.weight", "b"])
        #expect(renamed.infos.map(\.shape) == [[5, 4, 2, 3], [2, 3]])
        var expected: [Float] = []
        for output in 0..<5 {
            for input in 0..<4 {
                for row in 0..<2 {
                    for column in 0..<3 {
                        expected.append(Float(((row * 3 + column) * 4 + input) * 5 + output))
                    }
                }
            }
        }
        #expect(try renamed.floats(named: "a.weight") == expected)
        #expect(try renamed.floats(named: "b") == [0, 1, 2, 3, 4, 5])
        #expect(try kernels.applied(to: store.info(named: "a/kernel"))?.shape == [5, 4, 2, 3])
    }

    @Test("Two orders, one behind the other, are their product; the reversed map takes both back")
    func reversed() throws {
        let map = KeyMap([
            .init(.prefix, from: "x.", to: "y.", axes: [1, 2, 0]),
            .init(.suffix, from: ".k", to: ".w", axes: [0, 2, 1]),
        ])
        let store = try TensorStore(inMemory: [tensor("x.a.k", [2, 3, 4])])
        let renamed = try store.renamed(using: map)
        #expect(renamed.infos.map(\.shape) == [[3, 2, 4]])
        let back = try renamed.renamed(using: #require(map.reversed(for: ["y.a.w"])))
        #expect(back.infos == store.infos)
        #expect(try back.floats(named: "x.a.k") == store.floats(named: "x.a.k"))
    }

    @Test(
        "A tensor with other axes than the rule orders is refused",
        arguments: [[], [6], [1, 2, 3]]
    )
    func otherAxes(shape: [Int]) throws {
        let store = try TensorStore(inMemory: [tensor("a/kernel", shape)])
        #expect(throws: WeightsError(.invalidTensor, "")) { try store.renamed(using: kernels) }
        let info = try store.info(named: "a/kernel")
        #expect(throws: WeightsError(.invalidTensor, "")) { try kernels.applied(to: info) }
    }

    @Test("Axes that are no order are refused", arguments: [[0, 0], [0, 2], [-1, 0], [1]])
    func noOrder(axes: [Int]) throws {
        let map = KeyMap([.init(.exact, from: "a", to: "b", axes: axes)])
        let store = try TensorStore(inMemory: [tensor("a", [2, 3])])
        #expect(throws: WeightsError(.invalidTensor, "")) { try store.renamed(using: map) }
    }

    @Test("An empty tensor keeps its axes' order, however large the others are")
    func empty() throws {
        let store = try TensorStore(inMemory: [tensor("a/kernel", [0, 1 << 30, 1 << 30, 2])])
        let renamed = try store.renamed(using: kernels)
        #expect(renamed.infos.map(\.shape) == [[2, 1 << 30, 0, 1 << 30]])
        #expect(try renamed.floats(named: "a.weight").isEmpty)
    }

    @Test("Parts become one tensor with zeros between them, in the place of the first")
    func join() throws {
        let store = try TensorStore(inMemory: [
            tensor("z", [1]), tensor("1.v_bias", [2], from: 5), tensor("0.q_bias", [2], from: 1),
            tensor("0.v_bias", [3], from: 3), tensor("1.q_bias", [2], from: 7),
        ])
        let renamed = try store.renamed(using: biases)
        #expect(renamed.infos.map(\.name) == ["z", "1.qkv.bias", "0.qkv.bias"])
        #expect(renamed.infos.map(\.shape) == [[1], [6], [7]])
        #expect(try renamed.floats(named: "0.qkv.bias") == [1, 2, 0, 0, 3, 4, 5])
        #expect(try renamed.floats(named: "1.qkv.bias") == [7, 8, 0, 0, 5, 6])
    }

    @Test("Rows of matrices are joined, too, and rules see the whole")
    func matrices() throws {
        let map = KeyMap(
            [.init(.prefix, from: "old.", to: "")],
            joins: [.init([".b", ".a"], to: ".ab")]
        )
        let store = try TensorStore(inMemory: [
            tensor("old.x.a", [1, 2]), tensor("old.x.b", [2, 2], from: 10),
        ])
        let renamed = try store.renamed(using: map)
        #expect(renamed.infos.map(\.name) == ["x.ab"])
        #expect(renamed.infos.map(\.shape) == [[3, 2]])
        #expect(try renamed.floats(named: "x.ab") == [10, 11, 12, 13, 0, 1])
    }

    @Test("Where a part is missing nothing is joined, and the check names both sides")
    func missingPart() throws {
        let renamed = try TensorStore(inMemory: [tensor("0.q_bias", [2])]).renamed(using: biases)
        let error = try #require(throws: WeightsError.self) {
            try renamed.check(against: [("0.qkv.bias", [6])])
        }
        #expect(error.mismatch?.missing.map(\.name) == ["0.qkv.bias"])
        #expect(error.mismatch?.surplus == ["0.q_bias"])
    }

    @Test(
        "Parts that do not fit together are refused",
        arguments: [([], []), ([2], []), ([2, 3], [2]), ([2, 3], [2, 4])] as [([Int], [Int])]
    )
    func misfits(first: [Int], second: [Int]) throws {
        let store = try TensorStore(inMemory: [
            tensor("0.q_bias", first), tensor("0.v_bias", second),
        ])
        #expect(throws: WeightsError(.invalidTensor, "")) { try store.renamed(using: biases) }
    }

    @Test("Parts of two types, rows without end and a whole that is there already are refused")
    func otherMisfits() throws {
        let halves = try MemoryTensor(
            name: "0.v_bias",
            scalarType: .float16,
            shape: [1],
            bytes: [0, 0]
        )
        let types = try TensorStore(inMemory: [tensor("0.q_bias", [1]), halves])
        #expect(throws: WeightsError(.invalidTensor, "")) { try types.renamed(using: biases) }
        let rows = try TensorStore(inMemory: [
            MemoryTensor(name: "0.q_bias", shape: [1 << 60, 0], floats: []),
            MemoryTensor(name: "0.v_bias", shape: [Int.max >> 2, 0], floats: []),
        ])
        let whole = try rows.renamed(using: biases)
        #expect(whole.infos.map(\.shape) == [[(1 << 61) + (Int.max >> 2), 0]])
        let endless = KeyMap(joins: [
            .init([".q_bias", nil, nil, nil, nil, nil, nil, nil, nil, nil], to: ".qkv.bias")
        ])
        #expect(throws: WeightsError(.invalidTensor, "")) { try rows.renamed(using: endless) }
        let twice = try TensorStore(inMemory: [
            tensor("0.q_bias", [1]), tensor("0.v_bias", [1]), tensor("0.qkv.bias", [3]),
        ])
        #expect(throws: WeightsError(.duplicateName, "")) { try twice.renamed(using: biases) }
    }
}
