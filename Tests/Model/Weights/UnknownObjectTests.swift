import FrankenWeights
import Testing

/// Checkpoints that hold objects of the author's own classes beside the weights.
@Suite struct UnknownObjectTests {
    private static let lenient = CheckpointOptions(unknownObjects: .skip)

    private func text(_ value: String) -> [UInt8] {
        [UInt8(ascii: "X"), UInt8(value.utf8.count), 0, 0, 0] + Array(value.utf8)
    }

    private func symbol(_ module: String, _ name: String) -> [UInt8] {
        Array("c\(module)\n\(name)\n".utf8)
    }

    private var storage: [UInt8] {
        Array("(".utf8) + text("storage") + symbol("torch", "FloatStorage") + text("0")
            + text("cpu") + [UInt8(ascii: "K"), 4] + Array("tQ".utf8)
    }

    private func tensor(of storage: [UInt8]) -> [UInt8] {
        symbol("torch._utils", "_rebuild_tensor_v2") + Array("(".utf8) + storage
            + [UInt8(ascii: "K"), 0, UInt8(ascii: "K"), 4, 0x85, UInt8(ascii: "K"), 1, 0x85, 0x89]
            + symbol("collections", "OrderedDict") + Array(")RtR".utf8)
    }

    private func checkpoint(_ items: [(String, [UInt8])]) -> [UInt8] {
        let body = items.flatMap { text($0.0) + $0.1 }
        return LargeCases.checkpoint(
            [0x80, 2] + Array("}(".utf8) + body + Array("u.".utf8)
        )
    }

    /// An instance with a state, as pickle writes argparse.Namespace.
    private var namespace: [UInt8] {
        symbol("argparse", "Namespace") + Array(")".utf8) + [0x81] + Array("}".utf8) + text("lr")
            + [UInt8(ascii: "K"), 1] + Array("sb".utf8)
    }

    @Test("an unknown object beside the weights is refused by name, or skipped when asked")
    func beside() throws {
        let bytes = checkpoint([("args", namespace), ("w", tensor(of: storage))])
        let error = #expect(throws: WeightsError.self) { try TensorStore.open(bytes: bytes) }
        #expect(error?.code == .forbiddenGlobal)
        #expect(error?.message.contains("'argparse.Namespace'") == true)
        let checkpoint = try PyTorchCheckpoint(bytes: bytes, options: Self.lenient)
        #expect(checkpoint.skippedObjects == ["argparse.Namespace"])
        let store = try checkpoint.tensors()
        #expect(store.infos.map(\.name) == ["w"])
        #expect(try store.floats(named: "w") == [0, 0, 0, 0])
    }

    @Test("names cannot carry control characters, neither into a store nor into a message")
    func controlCharacters() {
        let name = "w\u{1B}[2J\nforged"
        let error = #expect(throws: WeightsError.self) {
            try TensorStore.open(bytes: checkpoint([(name, tensor(of: storage))]))
        }
        #expect(error?.code == .invalidPickle)
        #expect(error?.message.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
        #expect(error?.message.contains("w\u{FFFD}[2J\u{FFFD}forged") == true)
    }

    @Test("a tensor that depends on an unknown object is refused in any case")
    func dependent() {
        let made = symbol("numpy", "array") + Array(")R".utf8)
        let wrapped = symbol("my", "Wrap") + tensor(of: storage) + [0x85, UInt8(ascii: "R")]
        let hidden =
            symbol("my", "Model") + Array(")".utf8) + [0x81] + Array("}".utf8) + text("w")
            + tensor(of: storage) + Array("sb".utf8)
        for (value, code) in [
            (tensor(of: made), WeightsError.Code.invalidTensor), (wrapped, .forbiddenGlobal),
            (hidden, .forbiddenGlobal),
        ] {
            #expect(throws: WeightsError(code, "")) {
                try TensorStore.open(bytes: checkpoint([("w", value)]), options: Self.lenient)
            }
        }
    }
}
