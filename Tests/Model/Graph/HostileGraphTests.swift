import FrankenBytes
import FrankenGraph
import Testing

/// Serialized graphs from strangers: each is refused with a typed error, none traps.
@Suite struct HostileGraphTests {
    private static func graph(
        nodes: String,
        inputs: String = #"[{"name":"x","shape":[null,3,null,null]}]"#,
        outputs: String = #"["y"]"#,
        version: String = "1",
        format: String = #""frankensplit-graph""#
    ) -> [UInt8] {
        Array(
            #"{"format":\#(format),"version":\#(version),"name":"g","inputs":\#(inputs),"#.utf8
        ) + Array(#""nodes":[\#(nodes)],"outputs":\#(outputs)}"#.utf8)
    }

    private static func node(
        _ op: String,
        _ attributes: String,
        name: String = "y",
        from inputs: String = #"["x"]"#
    ) -> String {
        #"{"name":"\#(name)","op":"\#(op)","inputs":\#(inputs),"attributes":\#(attributes)}"#
    }

    private static let relu = node("activation", #"{"function":"relu","slope":0.01}"#)

    private static func attention(_ channels: String, _ heads: String, _ window: String) -> String {
        node(
            "windowAttention",
            #"{"channels":\#(channels),"heads":\#(heads),"window":[\#(window),\#(window)],"#
                + #""shift":[0,0]}"#
        )
    }

    private static func conv(_ changes: [String: String]) -> String {
        var fields = [
            "inChannels": "3", "outChannels": "4", "kernel": "[3,3]", "stride": "[1,1]",
            "padding": "[0,0]", "dilation": "[1,1]", "groups": "1", "bias": "true",
        ]
        fields.merge(changes) { $1 }
        let body = fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return node("conv2d", "{" + body.joined(separator: ",") + "}")
    }

    private func code(_ bytes: [UInt8]) -> JSONError.Code? {
        do {
            _ = try StrictJSONDecoder().decode(ModelGraph.self, from: bytes)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("the plain samples of this suite are accepted")
    func plain() {
        #expect(code(Self.graph(nodes: Self.relu)) == nil)
        #expect(code(Self.graph(nodes: Self.conv([:]))) == nil)
    }

    @Test(
        "malformed JSON of a graph says what is wrong",
        arguments: [
            (graph(nodes: node("activation", #"{"function":"relu"}"#)), .missingField),
            (
                graph(nodes: node("activation", #"{"function":"relu","slope":0,"extra":1}"#)),
                .unknownField
            ),
            (graph(nodes: #"{"name":"y","op":"patchMerging","inputs":["x"]}"#), .missingField),
            (graph(nodes: node("patchMerging", #"{"a":1}"#)), .unknownField),
            (graph(nodes: relu, version: "1.5"), .numberOutOfRange),
            (graph(nodes: relu, version: #""1""#), .typeMismatch),
            (graph(nodes: relu, inputs: #"[{"name":"x"}]"#), .missingField),
            (graph(nodes: conv(["groups": "true"])), .typeMismatch),
            (graph(nodes: conv(["kernel": "3"])), .typeMismatch),
            (graph(nodes: conv(["inChannels": "9223372036854775808"])), .numberOutOfRange),
            (graph(nodes: conv(["inChannels": "3.5"])), .numberOutOfRange),
            (graph(nodes: conv(["kernel": "[3]"])), .missingField),
        ] as [([UInt8], JSONError.Code)]
    )
    func malformed(bytes: [UInt8], expected: JSONError.Code) {
        #expect(code(bytes) == expected, "\(String(decoding: bytes, as: UTF8.self))")
    }

    @Test(
        "a well-formed file of an impossible graph is refused",
        arguments: [
            graph(nodes: relu, version: "2"), graph(nodes: relu, format: #""onnx""#),
            graph(nodes: node("fourier", "{}")), graph(nodes: node("", "{}")),
            graph(nodes: node("activation", #"{"function":"selu","slope":0}"#)),
            graph(nodes: conv(["kernel": "[3,3,3]"])),
            graph(nodes: conv(["kernel": "[0,3]"])), graph(nodes: conv(["stride": "[-1,1]"])),
            graph(nodes: conv(["padding": "[-1,0]"])), graph(nodes: conv(["groups": "0"])),
            graph(nodes: conv(["groups": "-9223372036854775808"])),
            graph(nodes: conv(["outChannels": "9223372036854775807"])),
            graph(nodes: conv(["kernel": "[9223372036854775807,1]"])),
            graph(nodes: attention("9223372036854775807", "1", "1")),
            graph(nodes: attention("-9223372036854775808", "-1", "-9223372036854775808")),
            graph(nodes: attention("3", "1", "9223372036854775807")),
            graph(nodes: node("reshape", #"{"extents":[-9223372036854775808]}"#)),
            graph(nodes: node("reshape", #"{"extents":[]}"#)),
            graph(nodes: node("flatten", #"{"first":-1,"last":-9223372036854775808}"#)),
            graph(nodes: node("flatten", #"{"first":9223372036854775807,"last":1}"#)),
            graph(nodes: node("softmax", #"{"axis":9223372036854775807}"#)),
            graph(nodes: node("permute", #"{"axes":[0,1,2,9223372036854775807]}"#)),
            graph(nodes: node("padChannels", #"{"before":9223372036854775807,"after":1}"#)),
            graph(nodes: node("pixelShuffle", #"{"factor":9223372036854775807}"#)),
            graph(nodes: node("subsample", #"{"stride":[0,0]}"#)),
            graph(nodes: node("resize", #"{"mode":"nearest","target":{}}"#)),
            graph(
                nodes: node("resize", #"{"mode":"nearest","target":{"scale":2,"size":[1,1]}}"#)
            ),
            graph(nodes: node("resize", #"{"mode":"nearest","target":{"scale":0}}"#)),
            graph(nodes: node("concat", #"{"axis":-1}"#, from: #"["x","x"]"#)),
            graph(nodes: node("binary", #"{"function":"add"}"#, from: #"["x","x","x"]"#)),
            graph(nodes: node("binary", #"{"function":"add"}"#, from: "[]")),
            graph(nodes: node("batchNorm", #"{"channels":3,"epsilon":-1}"#)),
            // A node that reads itself, and two that read each other.
            graph(nodes: node("binary", #"{"function":"add"}"#, from: #"["x","y"]"#)),
            graph(
                nodes: node("binary", #"{"function":"add"}"#, name: "a", from: #"["x","y"]"#)
                    + "," + node("binary", #"{"function":"add"}"#, from: #"["x","a"]"#)
            ),
            graph(nodes: relu + "," + relu), graph(nodes: relu, outputs: "[]"),
            graph(nodes: relu, outputs: #"["y","y"]"#), graph(nodes: relu, outputs: #"["z"]"#),
            graph(nodes: relu, inputs: "[]"),
            graph(nodes: relu, inputs: #"[{"name":"x","shape":[-1,3]}]"#),
            graph(nodes: relu, inputs: #"[{"name":"x","shape":[9223372036854775807,2]}]"#),
            graph(nodes: relu, inputs: #"[{"name":"x","shape":[1,1,1,1,1,1,1,1,1]}]"#),
            graph(nodes: relu, inputs: #"[{"name":"x y","shape":[1]}]"#),
            graph(nodes: relu, inputs: #"[{"name":"","shape":[1]}]"#),
        ]
    )
    func impossible(bytes: [UInt8]) {
        let found = code(bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(found == .invalidValue, "\(String(describing: found)): \(text)")
    }

    @Test("a million nodes are refused before any is looked at")
    func millionNodes() {
        let node = ModelGraph.Node("y", .relu, ["x"])
        #expect(throws: GraphError(.tooLarge, "")) {
            try ModelGraph(
                name: "g",
                inputs: [.init(name: "x", shape: [1])],
                nodes: .init(repeating: node, count: 1_000_000),
                outputs: ["y"]
            )
        }
    }

    @Test("cost stops at the largest integer")
    func saturatedCost() throws {
        var build = GraphBuilder("huge", input: "x", shape: [1, 1 << 24, 64, 64])
        build.add("a", .conv(1 << 24, 1 << 24, kernel: 4096, padding: 2048), to: "x")
        build.add("b", .conv(1 << 24, 1 << 24, kernel: 4096, padding: 2048), to: "a")
        let graph = try build.graph(outputs: ["b"])
        #expect(try graph.cost(inputs: [:]).multiplyAccumulates == Int.max)
        #expect(graph.parameterCount == Int.max)
        #expect(try graph.text().contains("MACs"))
    }

    @Test("a mutated graph is read or refused, never a trap", arguments: 0..<UInt64(20))
    func mutations(seed: UInt64) throws {
        let golden = try GraphSamples.golden()
        var random = MutationGenerator(state: seed)
        let numbers = ["-1", "0", "9223372036854775807", "-9223372036854775808", "1e400", "null"]
        var accepted = 0
        for _ in 0..<250 {
            var bytes = golden
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let index = Int.random(in: bytes.indices, using: &random)
                bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            case 2:
                let first = Int.random(in: bytes.indices, using: &random)
                bytes.removeSubrange(first..<min(first + 20, bytes.count))
            default:
                // A number becomes an extreme one.
                let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
                let index = digits[Int.random(in: digits.indices, using: &random)]
                let number = numbers[Int.random(in: numbers.indices, using: &random)]
                bytes.replaceSubrange(index...index, with: Array(number.utf8))
            }
            do {
                let graph = try StrictJSONDecoder().decode(ModelGraph.self, from: bytes)
                _ = try? graph.cost(inputs: ["image": [1, 3, 32, 32], "gate": [1, 8, 1, 1]])
                _ = try? graph.text()
                _ = try? graph.cut(at: "sum")
                accepted += 1
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
        #expect(accepted < 250)
    }
}

/// SplitMix64.
private struct MutationGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
