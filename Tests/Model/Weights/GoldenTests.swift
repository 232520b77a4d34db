import Foundation
import FrankenBytes
import FrankenWeights
import Testing

/// Files that PyTorch and the safetensors library wrote, and what those read in them.
@Suite struct GoldenTests {
    struct Expected: Decodable {
        let name: String
        let type: ScalarType
        let shape: [Int]
        let hex: String
        /// The tensor converted to 32-bit floats by PyTorch; nil for complex numbers.
        let floatBits: [UInt32]?
    }

    static let expected: [String: [Expected]] = {
        do {
            return try StrictJSONDecoder().decode(
                [String: [Expected]].self,
                from: Fixtures.golden("expected.json")
            )
        } catch {
            Issue.record("expected.json: \(error)")
            return [:]
        }
    }()

    static let files: [(file: String, key: String)] =
        expected.keys.sorted().flatMap { key in
            key.hasSuffix(".safetensors")
                ? [(key, key)] : [("\(key).zip.pth", key), ("\(key).legacy.pth", key)]
        }

    @Test("every tensor has the bytes and the floats that PyTorch sees", arguments: files)
    func golden(file: String, key: String) throws {
        let path = Fixtures.goldens.appendingPathComponent(file).path
        let tensors = try #require(Self.expected[key])
        for store in [try TensorStore.open(path: path), try .open(bytes: Fixtures.golden(file))] {
            #expect(store.infos.count == tensors.count)
            for tensor in tensors {
                let info = try store.info(named: tensor.name)
                #expect(info.scalarType == tensor.type)
                #expect(info.shape == tensor.shape)
                #expect(
                    try Self.hex(store.bytes(named: tensor.name)) == tensor.hex,
                    "\(tensor.name)"
                )
                if let bits = tensor.floatBits {
                    let floats = try store.floats(named: tensor.name)
                    #expect(Self.sameFloats(floats.map(\.bitPattern), bits), "\(tensor.name)")
                } else {
                    #expect(throws: WeightsError(.unsupportedScalarType, "")) {
                        try store.floats(named: tensor.name)
                    }
                }
            }
        }
    }

    @Test("checkpoints keep the order of the file")
    func order() throws {
        let store = try TensorStore.open(bytes: Fixtures.golden("many.zip.pth"))
        #expect(store.infos.map(\.name) == (0..<300).map { "k\($0)" })
        #expect(try store.floats(named: "k299") == [299])
    }

    @Test("a trainer's checkpoint can be opened elsewhere too, and tells its other values")
    func trainer() throws {
        for form in ["zip", "legacy"] {
            let bytes = try Fixtures.golden("trainer.\(form).pth")
            let checkpoint = try PyTorchCheckpoint(bytes: bytes)
            let moments = try checkpoint.tensors(at: .key("optimizer.state"))
            #expect(moments.infos.first?.name == "0.step")
            #expect(try checkpoint.tensors(at: .root)["state_dict.module.0.weight"] != nil)
            let leaves = Dictionary(
                uniqueKeysWithValues: try checkpoint.leaves().map { ($0.name, $0.value) }
            )
            #expect(leaves["epoch"] == .integer(3))
            #expect(leaves["best"] == .float(91.5))
            #expect(leaves["note"] == .string("ключ"))
            #expect(leaves["done"] == .bool(true))
            #expect(leaves["none"] == PyTorchCheckpoint.Leaf.none)
            #expect(throws: WeightsError(.noTensors, "")) {
                try checkpoint.tensors(at: .key("optimizer.missing"))
            }
            #expect(throws: WeightsError(.noTensors, "")) {
                try checkpoint.tensors(at: .key("optimizer.param_groups"))
            }
        }
    }

    @Test("every finite half survives the way to a float and back")
    func halves() {
        for bits in UInt16.min...UInt16.max where bits & 0x7C00 != 0x7C00 {
            let value = FloatConversion.half(bits)
            let exponent = Int(bits >> 10 & 0x1F)
            let mantissa = Float(bits & 0x3FF)
            let expected =
                exponent == 0
                ? mantissa * 0x1p-24
                : (1 + mantissa / 1024)
                    * Float(sign: .plus, exponent: exponent - 15, significand: 1)
            #expect(value.magnitude == expected)
            #expect(value.sign == (bits & 0x8000 == 0 ? .plus : .minus))
        }
        #expect(FloatConversion.half(0x7C00) == .infinity)
        #expect(FloatConversion.half(0xFC00) == -.infinity)
        #expect(FloatConversion.half(0x7C01).isNaN)
        #expect(!FloatConversion.half(0x7C01).isSignalingNaN)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Equal bit for bit, except that a NaN may have any payload.
    private static func sameFloats(_ found: [UInt32], _ expected: [UInt32]) -> Bool {
        found.elementsEqual(expected) { left, right in
            left == right || (Float(bitPattern: left).isNaN && Float(bitPattern: right).isNaN)
        }
    }
}
