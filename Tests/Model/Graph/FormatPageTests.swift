import FrankenBytes
import FrankenGraph
import Testing

@Suite("The page of the graph format agrees with the code")
struct FormatPageTests {
    let page: FormatPage

    init() throws {
        page = try FormatPage()
    }

    @Test("the page names every op, and no other")
    func kinds() {
        #expect(Set(page.ops.keys) == Set(Op.kinds))
    }

    @Test("the page names every attribute with its type, and no other")
    func attributes() throws {
        for (kind, written) in try Self.writtenAttributes() {
            let entry = try #require(page.ops[kind])
            let described = Dictionary(
                entry.attributes.map { ($0[0], $0[1]) },
                uniquingKeysWith: { first, _ in first }
            )
            #expect(described.count == entry.attributes.count, "\(kind) says one twice")
            #expect(Set(described.keys) == Set(written.keys), "\(kind)")
            for (name, value) in written {
                let types = Self.types(of: value)
                #expect(types.contains(described[name] ?? ""), "\(kind).\(name) is \(types)")
            }
        }
    }

    @Test("every attribute must be there, but those the page calls optional; none may be added")
    func strictness() throws {
        for node in try Self.nodes() {
            let bytes = try StableJSONEncoder(.compact).encode(node)
            let object = try #require(JSONParser().parse(bytes).object)
            let given = try #require(object["attributes"]?.object).members.map(\.name)
            let rows = try #require(page.ops[node.op.kind]).attributes
            for name in given {
                let meaning = try #require(rows.first { $0[0] == name })[2]
                let isRead = Self.isRead(object, without: name)
                #expect(isRead == meaning.hasPrefix("optional"), "\(node.op.kind).\(name)")
            }
            #expect(!Self.isRead(object, with: "stranger"), "\(node.op.kind)")
        }
    }

    @Test("the page names every value of every attribute that is a word, and no other")
    func words() throws {
        let known: [String: Set<String>] = [
            "activation.function": Self.names(Activation.Function.self),
            "binary.function": Self.names(Binary.Function.self),
            "channelScale.axis": Self.names(ChannelAxis.self),
            "gdn.form": Self.names(DivisiveNormalization.Form.self),
            "globalPool.reduction": Self.names(Pooling.Reduction.self),
            "layerNorm.axis": Self.names(ChannelAxis.self),
            "pool2d.reduction": Self.names(Pooling.Reduction.self),
            "resize.mode": Self.names(Resize.Mode.self),
            "windowAttention.padding": Set(
                [WindowAttention.Padding.beforeShift, .afterShift].map(\.rawValue)
            ),
            "windowAttention.scoring": Self.names(WindowAttention.Scoring.self),
        ]
        var described: [String: Set<String>] = [:]
        for (kind, entry) in page.ops {
            for row in entry.attributes where row[1] == "word" {
                described["\(kind).\(row[0])"] = FormatPage.words(row[2])
            }
        }
        #expect(described == known)
    }

    @Test("the page names every parameter, and no other")
    func parameters() throws {
        var roles: [String: Set<String>] = [:]
        for node in try Self.nodes() {
            roles[node.op.kind, default: []].formUnion(node.op.operation.parameters.map(\.role))
        }
        for (kind, roles) in roles {
            let described = try #require(page.ops[kind]).parameters.map { $0[0] }
            #expect(described.count == Set(described).count, "\(kind) says one twice")
            #expect(Set(described) == roles, "\(kind)")
        }
        #expect(WindowAttention.positionWidth == 512)
    }

    @Test("the limits on the page are those of the code")
    func limits() {
        #expect(
            page.limits == [
                "bytes of a name or a prefix": Limit.name,
                "nodes": Limit.nodes,
                "inputs of a graph": Limit.inputs,
                "outputs of a graph": Limit.outputs,
                "axes of a value": Limit.rank,
                "extent of a value; channels or features of an op": Limit.extent,
                "elements of a value": Limit.elements,
                "kernel, stride, padding, dilation, window, shift, size; channels padded":
                    Limit.window,
                "inputs of a concatenation": Concatenation().arity.upperBound,
                "scale of a resize, factor of a pixel shuffle": Limit.scale,
            ]
        )
    }

    @Test("the example on the page is a graph")
    func example() throws {
        let graph = try StrictJSONDecoder().decode(ModelGraph.self, from: page.example)
        #expect(graph.parameters.map(\.name) == ["conv1.weight"])
    }
}

extension FormatPageTests {
    /// Nodes that between them have every attribute and parameter there is.
    private static func nodes() throws -> [ModelGraph.Node] {
        let biased: [Op] = [
            .conv(3, 4, kernel: 1), .linear(3, 4),
            .windowAttention(
                .init(
                    channels: 6,
                    heads: 2,
                    window: .init(4),
                    scoring: .cosine,
                    padding: .afterShift
                )
            ),
        ]
        return try GraphSamples.everyOp().nodes
            + biased.enumerated().map { .init("n\($0)", $1, ["x"]) }
    }

    /// Attributes as they are written, by kind and name.
    private static func writtenAttributes() throws -> [String: [String: JSONValue]] {
        var written: [String: [String: JSONValue]] = [:]
        for node in try nodes() {
            let value = try JSONParser().parse(StableJSONEncoder(.compact).encode(node))
            let attributes = try #require(value.object?["attributes"]?.object)
            for member in attributes.members {
                written[node.op.kind, default: [:]][member.name] = member.value
            }
            written[node.op.kind, default: [:]].merge([:]) { first, _ in first }
        }
        return written
    }

    /// The types on the page that a value may have.
    private static func types(of value: JSONValue) -> Set<String> {
        switch value.kind {
        case .bool: ["flag"]
        case .number: ["count", "integer", "number"]
        case .string: ["word"]
        case .array(let elements): elements.count == 2 ? ["extent", "integers"] : ["integers"]
        case .object: ["object"]
        case .null: []
        }
    }

    /// Whether a node is read with an attribute left out, or with one more.
    private static func isRead(
        _ node: JSONObject,
        without missing: String = "",
        with extra: String? = nil
    ) -> Bool {
        func text(_ value: JSONValue) -> String {
            switch value.kind {
            case .null: "null"
            case .bool(let flag): "\(flag)"
            case .number(let number): number.text
            case .string(let string): "\"\(string)\""
            case .array(let elements): "[\(elements.map(text).joined(separator: ","))]"
            case .object(let object):
                "{\(object.members.map { "\"\($0.name)\":\(text($0.value))" }.joined(separator: ","))}"
            }
        }
        let members = node.members.map { member in
            guard member.name == "attributes", let attributes = member.value.object else {
                return "\"\(member.name)\":\(text(member.value))"
            }
            let kept = attributes.members.filter { $0.name != missing }
                .map { "\"\($0.name)\":\(text($0.value))" }
            let added = extra.map { ["\"\($0)\":1"] } ?? []
            return "\"attributes\":{\((kept + added).joined(separator: ","))}"
        }
        let bytes = Array("{\(members.joined(separator: ","))}".utf8)
        return (try? StrictJSONDecoder().decode(ModelGraph.Node.self, from: bytes)) != nil
    }

    private static func names<Words: CaseIterable & RawRepresentable<String>>(
        _ type: Words.Type
    ) -> Set<String> {
        Set(type.allCases.map(\.rawValue))
    }
}
