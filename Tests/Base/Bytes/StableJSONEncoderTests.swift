import FrankenBytes
import Testing

@Suite struct StableJSONEncoderTests {
    struct Sample: Encodable {
        var zeta = 1
        var alpha = ["b": 2.5, "a": 1]
        var list = [[1, 2], []]
        var nothing: Int?
        var text = "é\n\u{1F}\""
    }

    private func text(
        _ value: some Encodable,
        _ layout: StableJSONEncoder.Layout = .compact
    ) throws -> String {
        String(decoding: try StableJSONEncoder(layout).encode(value), as: UTF8.self)
    }

    @Test("compact text has sorted names and no blanks")
    func compact() throws {
        #expect(
            try text(Sample())
                == #"{"alpha":{"a":1.0,"b":2.5},"list":[[1,2],[]],"text":"é\n\u001f\"","zeta":1}"#
        )
    }

    @Test("pretty text is indented, with plain arrays on one line")
    func pretty() throws {
        let expected = """
            {
              "alpha": {
                "a": 1.0,
                "b": 2.5
              },
              "list": [
                [1, 2],
                []
              ],
              "text": "é\\n\\u001f\\"",
              "zeta": 1
            }

            """
        #expect(try text(Sample(), .pretty) == expected)
    }

    @Test("names are sorted by bytes, not by language")
    func nameOrder() throws {
        #expect(
            try text(["é": 1, "z": 2, "Z": 3, "e": 4])
                == #"{"Z":3,"e":4,"z":2,"é":1}"#
        )
    }

    @Test(
        "floats are the shortest text that reads back equal",
        arguments: [
            0.1, 1e21, .leastNonzeroMagnitude, -0.0, 1.7976931348623157e308, 123_456_789.0, 1e-7,
        ]
    )
    func doubles(value: Double) throws {
        let written = try text([value])
        let read = try StrictJSONDecoder().decode([Double].self, from: Array(written.utf8))
        #expect(read[0].bitPattern == value.bitPattern)
    }

    @Test("32-bit floats are written with 32-bit precision")
    func floats() throws {
        #expect(try text([Float(0.1)]) == "[0.1]")
    }

    @Test("integers are exact at both ends")
    func integers() throws {
        #expect(try text([Int64.min, Int64.max]) == "[-9223372036854775808,9223372036854775807]")
        #expect(try text(UInt64.max) == "18446744073709551615")
    }

    @Test("what JSON cannot say is refused with its path", arguments: [Double.nan, .infinity])
    func nonFinite(value: Double) {
        let error = #expect(throws: JSONError.self) { try text(["a": [value]]) }
        #expect(error?.code == .notRepresentable)
        #expect(error?.path == "$.a[0]")
    }
}
