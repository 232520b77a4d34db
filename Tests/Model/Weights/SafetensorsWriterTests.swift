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

    @Test("16-bit floats are the nearest, and reading them gives what was rounded")
    func halves() throws {
        for bits in UInt16.min...UInt16.max {
            let value = FloatConversion.half(bits)
            guard !value.isNaN else { continue }
            #expect(FloatConversion.halfBits(value) == bits)
            guard bits < 0x7C00 else { continue }
            // Half way to the next: to the even one; a little less or more: to the nearest.
            let next = bits == 0x7BFF ? 65_536 : FloatConversion.half(bits + 1)
            let middle = (value + next) / 2
            #expect(FloatConversion.halfBits(middle) == bits + (bits & 1))
            #expect(FloatConversion.halfBits(middle.nextDown) == bits)
            #expect(FloatConversion.halfBits(-middle.nextUp) == (bits + 1) | 0x8000)
        }
        #expect(FloatConversion.half(FloatConversion.halfBits(.nan)).isNaN)
    }

    @Test("halved stores keep vectors, and matrices that 16 bits cannot hold")
    func halved() throws {
        let store = try TensorStore(
            inMemory: [
                MemoryTensor(name: "m", shape: [1, 3], floats: [0.1, -2, 65_519]),
                MemoryTensor(name: "large", shape: [1, 2], floats: [65_520, 1]),
                MemoryTensor(name: "b", shape: [2], floats: [0.1, 1e-9]),
                MemoryTensor(name: "i", scalarType: .uint8, shape: [1, 1], bytes: [3]),
            ],
            metadata: ["a": "b"]
        )
        let halved = try store.halved()
        #expect(halved.metadata == store.metadata)
        #expect(halved.infos.map(\.scalarType) == [.float16, .float32, .float32, .uint8])
        #expect(try halved.floats(named: "m") == [0.099975586, -2, 65_504])
        for name in ["large", "b", "i"] {
            #expect(try halved.bytes(named: name) == store.bytes(named: name))
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
