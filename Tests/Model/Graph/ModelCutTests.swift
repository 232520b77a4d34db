import FrankenGraph
import FrankenWeights
import Testing

@Suite("Cutting models")
struct ModelCutTests {
    @Test("Each side gets its own weights, and no other")
    func cut() throws {
        var build = GraphBuilder("two", input: "image", shape: [nil, 3, nil, nil])
        build.add("conv1", .conv(3, 4, kernel: 3), to: "image")
        build.add("conv2", .conv(4, 5, kernel: 3), to: "conv1")
        let whole = try Model.random(build.graph(outputs: ["conv2"]), seed: 1)
        let (head, tail) = try whole.cut(at: ["conv1"])
        #expect(head.weights.infos.map(\.name) == ["conv1.weight", "conv1.bias"])
        #expect(tail.weights.infos.map(\.name) == ["conv2.weight", "conv2.bias"])
        for info in whole.weights.infos {
            let side = head.weights[info.name] == nil ? tail : head
            let floats = try side.weights.floats(named: info.name)
            #expect(try floats == whole.weights.floats(named: info.name))
        }
        #expect(throws: GraphError.self) { try whole.cut(at: ["conv9"]) }
    }

    @Test("Selecting a tensor that is not there, or one twice, is an error")
    func selecting() throws {
        let store = try TensorStore(
            inMemory: [MemoryTensor(name: "a", shape: [1], floats: [1])]
        )
        #expect(throws: WeightsError.self) { try store.selecting(["b"]) }
        #expect(throws: WeightsError.self) { try store.selecting(["a", "a"]) }
    }
}
