import Foundation
import FrankenWeights
import Testing

@Suite struct TensorStoreTests {
    private func store(_ shapes: [(String, [Int])]) throws -> TensorStore {
        try TensorStore(
            inMemory: shapes.map { name, shape in
                try MemoryTensor(
                    name: name,
                    shape: shape,
                    floats: [Float](repeating: 1, count: shape.reduce(1, *))
                )
            }
        )
    }

    @Test("floats are written to the caller's memory, which must have the right size")
    func copying() throws {
        let store = try store([("a", [2, 2])])
        var room = [Float](repeating: 0, count: 4)
        try room.withUnsafeMutableBufferPointer { try store.copyFloats(named: "a", into: $0) }
        #expect(room == [1, 1, 1, 1])
        #expect(throws: WeightsError(.invalidTensor, "")) {
            try room.withUnsafeMutableBufferPointer { buffer in
                try store.copyFloats(
                    named: "a",
                    into: UnsafeMutableBufferPointer(rebasing: buffer.prefix(3))
                )
            }
        }
    }

    @Test("an unknown name suggests the one that was meant")
    func unknown() throws {
        let store = try store([("module.conv.weight", [1])])
        let error = #expect(throws: WeightsError.self) { try store.floats(named: "conv.weight") }
        #expect(error?.code == .unknownTensor)
        #expect(error?.message.contains("'module.conv.weight'") == true)
    }

    @Test("counts that do not fit the shape are refused")
    func counts() throws {
        #expect(throws: WeightsError(.invalidTensor, "")) {
            try MemoryTensor(name: "a", shape: [3], floats: [1])
        }
        #expect(throws: WeightsError(.invalidTensor, "")) {
            try MemoryTensor(name: "a", scalarType: .int16, shape: [3], bytes: [1, 2, 3])
        }
        for shape in [[-1], [Int.max, 2], [0, Int.max, 2]] {
            #expect(throws: WeightsError(.invalidTensor, "")) {
                try MemoryTensor(name: "a", shape: shape, floats: [])
            }
        }
        #expect(throws: WeightsError(.duplicateName, "")) { try store([("a", [1]), ("a", [1])]) }
    }

    @Test("key maps apply their rules in order")
    func keyMap() throws {
        let map = KeyMap([
            .init(.prefix, from: "module.", to: ""),
            .init(.dropSuffix, from: ".num_batches_tracked"),
            .init(.prefix, from: "head.", to: "classifier."),
            .init(.exact, from: "classifier.bias", to: "bias"),
            .init(.suffix, from: ".gamma", to: ".scale"),
            .init(.dropPrefix, from: "aux."),
            .init(.dropExact, from: "epoch"),
        ])
        let names = [
            "module.head.weight", "head.bias", "module.bn.num_batches_tracked", "block.gamma",
            "module.aux.weight", "epoch", "é",
        ]
        #expect(
            names.map(map.applied(to:)) == [
                "classifier.weight", "bias", nil, "block.scale", nil, nil, "é",
            ]
        )
        let renamed = try store(names.map { ($0, [1]) }).renamed(using: map)
        #expect(renamed.infos.map(\.name) == ["classifier.weight", "bias", "block.scale", "é"])
        #expect(try renamed.floats(named: "bias") == [1])
    }

    @Test("names that collide are all listed")
    func collisions() throws {
        let store = try store([("module.a", [1]), ("a", [1]), ("module.b", [1]), ("b", [1])])
        let error = #expect(throws: WeightsError.self) {
            try store.renamed(using: .stripping(prefix: "module."))
        }
        #expect(error?.code == .duplicateName)
        #expect(error?.message.contains("both become 'a'") == true)
        #expect(error?.message.contains("both become 'b'") == true)
    }

    @Test("a fitting store passes, batch counters aside")
    func fits() throws {
        let store = try store([("a", [2]), ("bn.num_batches_tracked", [])])
        try store.check(against: [("a", [2])])
        #expect(throws: WeightsError(.mismatch, "")) {
            try store.check(against: [("a", [2])], allowingSurplus: [])
        }
    }

    @Test("a rule takes the last extents of 1 off, and nothing else")
    func unitAxes() throws {
        let map = KeyMap([
            .init(.suffix, from: ".scale", to: ".gamma"),
            .init(.dropUnitAxes, from: ".gamma"),
        ])
        let given = [
            ("a.scale", [4, 1, 1]), ("b.gamma", [1, 1]), ("c.gamma", [1, 3]), ("d.gamma", []),
            ("a.other", [4, 1]),
        ]
        let renamed = try store(given).renamed(using: map)
        #expect(
            renamed.infos.map(\.name) == ["a.gamma", "b.gamma", "c.gamma", "d.gamma", "a.other"]
        )
        #expect(renamed.infos.map(\.shape) == [[4], [1], [1, 3], [], [4, 1]])
        #expect(try renamed.floats(named: "a.gamma") == store(given).floats(named: "a.scale"))
    }

    @Test("one error lists missing, surplus and misshapen tensors, with hints")
    func mismatch() throws {
        let store = try store(
            [("module.conv.weight", [2, 3]), ("fc.weight", [2, 3])]
                + (0..<20).map { ("extra.\($0)", [1]) }
        )
        let error = #expect(throws: WeightsError.self) {
            try store.check(
                against: [("conv.weight", [2, 3]), ("fc.weight", [3, 2]), ("other", [1])])
        }
        let mismatch = try #require(error?.mismatch)
        #expect(
            mismatch.missing == [
                .init(name: "conv.weight", shape: [2, 3], hint: "module.conv.weight"),
                .init(name: "other", shape: [1], hint: nil),
            ]
        )
        #expect(mismatch.surplus.count == 21)
        #expect(
            mismatch.misshapen == [.init(name: "fc.weight", expected: [3, 2], found: [2, 3])]
        )
        let message = try #require(error?.message)
        #expect(message.contains("did you mean 'module.conv.weight'?"))
        #expect(message.contains("21 surplus:"))
        #expect(message.contains("and 9 more"))
        #expect(
            message.contains("'fc.weight' is [2, 3] in the checkpoint but the model needs [3, 2]")
        )
        #expect(message.contains("Strip the prefix 'module.'"))
    }

    @Test(
        "files of other formats are refused with the next step",
        arguments: [
            ([0x28, 0xB5, 0x2F, 0xFD, 0], "zstd -d"), ([0x1F, 0x8B, 8], "gunzip"),
            ([0x89, 0x48, 0x44, 0x46, 13], "HDF5"),
            ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "NumPy"),
            ([8, 7, 0x12, 7, 0x70], "ONNX"), ([0x80, 4, 0x95, 0], "pickle"),
            ([0x47, 0x47, 0x55, 0x46], "GGUF"), ([0x3C, 0x68, 0x74, 0x6D, 0x6C], "web page"),
            ([UInt8](repeating: 0, count: 257) + [0x75, 0x73, 0x74, 0x61, 0x72], "tar"),
            ([1, 2, 3], "neither"),
        ] as [([UInt8], String)]
    )
    func foreign(head: [UInt8], advice: String) {
        let error = #expect(throws: WeightsError.self) { try TensorStore.open(bytes: head) }
        #expect(error?.code == .unsupportedFormat)
        #expect(error?.message.contains(advice) == true, "\(error?.message ?? "")")
    }

    @Test("folders, missing files and empty files are refused by name")
    func paths() throws {
        let folder = try Fixtures.scratchFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: WeightsError(.file, "")) { try TensorStore.open(path: folder.path) }
        #expect(throws: WeightsError(.file, "")) {
            try TensorStore.open(path: folder.path + "/none")
        }
        let empty = folder.appendingPathComponent("empty.pth")
        try Data().write(to: empty)
        #expect(throws: WeightsError(.truncated, "")) { try TensorStore.open(path: empty.path) }
    }
}
