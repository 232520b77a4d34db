import Foundation
import FrankenBytes
import FrankenWeights
import Testing

@Suite struct SafetensorsWriterTests {
    private func sample() throws -> TensorStore {
        try TensorStore(
            inMemory: [
                MemoryTensor(name: "b", scalarType: .uint8, shape: [3], bytes: [1, 2, 3]),
                MemoryTensor(name: "z", shape: [2, 2], floats: [1, -2, 0.5, .infinity]),
                MemoryTensor(name: "a", shape: [], floats: [7]),
                MemoryTensor(name: "empty", shape: [0, 4], floats: []),
                MemoryTensor(
                    name: "l",
                    scalarType: .int64,
                    shape: [1],
                    bytes: [1, 0, 0, 0, 0, 0, 0, 0x80]
                ),
            ],
            metadata: ["format": "pt", "note": "é\n\""]
        )
    }

    @Test("what is written reads back equal, sorted by element size and name")
    func roundTrip() throws {
        let store = try sample()
        let bytes = try SafetensorsWriter().bytes(of: store)
        let read = try SafetensorsReader().read(bytes)
        #expect(read.infos.map(\.name) == ["l", "a", "empty", "z", "b"])
        #expect(read.metadata == store.metadata)
        for info in store.infos {
            #expect(try read.info(named: info.name) == info)
            #expect(try read.bytes(named: info.name) == store.bytes(named: info.name))
        }
        #expect(try read.floats(named: "z") == [1, -2, 0.5, .infinity])
        #expect(try read.floats(named: "l") == [-0x1p63])
    }

    @Test("the data begin at a multiple of 64 bytes and the bytes never change")
    func stable() throws {
        let bytes = try SafetensorsWriter().bytes(of: sample())
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect((8 + length) % 64 == 0)
        let again = try SafetensorsWriter().bytes(of: SafetensorsReader().read(bytes))
        #expect(again == bytes)
        #expect(CRC32.checksum(bytes.span.bytes) == 0x8CDC_D2DC)
    }

    @Test("a file is replaced as a whole, with strided tensors put in order")
    func file() throws {
        let folder = try Fixtures.scratchFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("weights.safetensors").path
        let views = try TensorStore.open(bytes: Fixtures.golden("views.zip.pth"))
        try SafetensorsWriter().write(sample(), to: path)
        try SafetensorsWriter().write(views, to: path)
        let read = try TensorStore.open(path: path)
        for info in views.infos {
            #expect(try read.bytes(named: info.name) == views.bytes(named: info.name))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
        #expect(throws: WeightsError(.file, "")) {
            try SafetensorsWriter().write(views, to: folder.path + "/none/x")
        }
    }

    @Test("names that the format cannot hold are refused", arguments: ["", "__metadata__", "a\n"])
    func names(name: String) throws {
        let store = try TensorStore(
            inMemory: [MemoryTensor(name: name, shape: [1], floats: [1])])
        #expect(throws: WeightsError(.invalidHeader, "")) {
            try SafetensorsWriter().bytes(of: store)
        }
    }
}
