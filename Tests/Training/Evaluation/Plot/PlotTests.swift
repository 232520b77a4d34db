import Foundation
import FrankenEvaluation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Charts")
struct PlotTests {
    /// Counts elements and collects words; stops at the first error of syntax.
    private final class Reader: NSObject, XMLParserDelegate {
        var counts: [String: Int] = [:]
        var words: [String] = []
        var attributes: [String: [[String: String]]] = [:]

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            counts[name, default: 0] += 1
            self.attributes[name, default: []].append(attributes)
            words.append("")
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            if !words.isEmpty { words[words.count - 1] += text }
        }
    }

    private func read(_ plot: Plot) throws -> Reader { try read(plot.svg()) }

    private func read(_ text: String) throws -> Reader {
        let reader = Reader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        return reader
    }

    private func plot(_ points: [[Plot.Point]], scale: Plot.Axis.Scale = .linear) -> Plot {
        Plot(
            "Rate <&> \"accuracy\"",
            x: .init("kB", scale: scale),
            y: .init("top-1, %", range: 0...100),
            series: points.enumerated().map { .init("line \($0)", $1) },
            levels: [.init("uncompressed", y: 85.5)]
        )
    }

    @Test("A chart is well-formed XML with a line, a mark for each point and words")
    func wellFormed() throws {
        let reader = try read(
            plot([[.init(2.17, 33), .init(9.12, 78)], [.init(0.98, 22.5), .init(6.79, 78)]])
        )
        #expect(reader.counts["polyline"] == 2)
        #expect(reader.counts["circle"] == 4)
        for words in ["Rate <&> \"accuracy\"", "kB", "top-1, %", "line 1", "uncompressed", "100"] {
            #expect(reader.words.contains { $0.contains(words) }, "\(words)")
        }
    }

    @Test("Places follow the values: up is more, right is more")
    func places() throws {
        let reader = try read(plot([[.init(0, 0), .init(5, 50), .init(10, 100)]]))
        let circles = try #require(reader.attributes["circle"])
        let x = circles.compactMap { Double($0["cx"] ?? "") }
        let y = circles.compactMap { Double($0["cy"] ?? "") }
        #expect(x == [72, 316, 560])
        #expect(y == [404, 224, 44])
    }

    @Test("On a logarithmic axis equal ratios are equal distances, and zero has no place")
    func logarithmic() throws {
        let points = [1.0, 10, 100, 0, -5].map { Plot.Point($0, 50) }
        let circles = try #require(
            try read(plot([points], scale: .logarithmic)).attributes["circle"]
        )
        let x = circles.compactMap { Double($0["cx"] ?? "") }
        #expect(x.count == 3)
        #expect(abs((x[1] - x[0]) - (x[2] - x[1])) < 0.02)
    }

    @Test(
        "Nothing, one point, and values that are no numbers make no trouble",
        arguments: [
            [], [[]], [[Plot.Point(1, 1)]], [[Plot.Point(.nan, .infinity), Plot.Point(3, 50)]],
            [[Plot.Point(1e-300, 1), Plot.Point(1e300, 2)]],
            [[Plot.Point(-.greatestFiniteMagnitude, 1), Plot.Point(.greatestFiniteMagnitude, 2)]],
        ]
    )
    func degenerate(points: [[Plot.Point]]) throws {
        for scale in [Plot.Axis.Scale.linear, .logarithmic] {
            _ = try read(plot(points, scale: scale))
        }
    }

    @Test("Lines may share a color and differ in their strokes")
    func strokes() throws {
        var chart = plot([[.init(1, 1), .init(2, 2)], [.init(1, 2), .init(2, 3)]])
        for index in chart.series.indices { chart.series[index].color = 1 }
        chart.series[1].stroke = .dashed
        let lines = try #require(try read(chart).attributes["polyline"])
        #expect(lines[0]["stroke"] == lines[1]["stroke"])
        #expect(lines[0]["stroke-dasharray"] == nil && lines[1]["stroke-dasharray"] != nil)
        chart.series[0].color = -3
        #expect(try read(chart).counts["polyline"] == 2)
    }

    @Test("Small multiples are one document, side by side, with the same axes")
    func grid() throws {
        var grid = PlotGrid(
            "All <of> them",
            plots: [
                plot([[.init(0, 10), .init(5, 50)]]), plot([[.init(0, 0), .init(10, 100)]]),
                plot([]),
            ]
        )
        for index in grid.plots.indices { grid.plots[index].y.range = nil }
        grid.shareAxes()
        #expect(Set(grid.plots.map(\.x.range)) == [0...10])
        #expect(Set(grid.plots.map(\.y.range)).count == 1)
        let reader = try read(grid.svg())
        let inner = try #require(reader.attributes["svg"]).dropFirst()
        #expect(inner.map { $0["x"] } == ["0", "760", "0"])
        #expect(Set(inner.map { $0["y"] }).count == 2)
        #expect(reader.words.contains { $0.contains("All <of> them") })
        // The first chart's last point lies in the middle of the axis that all share.
        let circles = try #require(reader.attributes["circle"])
        #expect(circles[1]["cx"] == "316")
        #expect(try read(PlotGrid("None", plots: []).svg()).counts["svg"] == 1)
    }
}
