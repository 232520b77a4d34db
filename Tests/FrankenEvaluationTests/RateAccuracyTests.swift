import FrankenBytes
import FrankenEvaluation
import FrankenPlot
import Testing

@Suite("Rate and accuracy")
struct RateAccuracyTests {
    @Test("A list of codecs expands ranges, and every setting is there once")
    func baselines() throws {
        #expect(
            try ImageBaseline.list("jpeg:10..35,png,webp:0..10/5,jpeg:20").map(\.name)
                == [
                    "JPEG 10", "JPEG 20", "JPEG 30", "JPEG 35", "PNG", "WebP 0", "WebP 5",
                    "WebP 10",
                ]
        )
        #expect(
            try ImageBaseline.list("JPEG").map(\.quality) == [10, 20, 30, 40, 50, 60, 70, 80, 90]
        )
    }

    @Test(
        "Codecs and qualities that there are not are named",
        arguments: [
            "", "gif", "jpeg:", "jpeg:0", "jpeg:101", "webp:-1", "webp:5..", "webp:9..5", "png:5",
            "jpeg:10..90/0", "jpeg:10,,png", "jpeg:1..99999999999999999999",
        ]
    )
    func wrong(list: String) throws {
        let error = try #require(throws: EvaluationError.self) { try ImageBaseline.list(list) }
        #expect(error.code == .invalidBaseline)
    }

    private var report: RateAccuracyReport {
        RateAccuracyReport(
            backbone: "a,b",
            data: "d",
            side: [224, 224],
            points: [
                .init(
                    method: "uncompressed",
                    setting: nil,
                    name: "uncompressed",
                    n: 200,
                    byteCount: 200 * 150_528,
                    pixelCount: 50_176,
                    top1Count: 171,
                    top5Count: 190
                ),
                .init(
                    method: "jpeg",
                    setting: 50,
                    name: "JPEG \"50\"",
                    n: 200,
                    byteCount: 200 * 6272,
                    pixelCount: 50_176,
                    top1Count: 142,
                    top5Count: 180
                ),
            ],
            skipped: [.init(path: "p", reason: "r")]
        )
    }

    @Test("Bytes become kilobytes and bits per pixel")
    func units() {
        let point = report.points[1]
        #expect(point.bytes == 6272 && point.kilobytes == 6.125 && point.bitsPerPixel == 1)
        #expect(point.top1 == 0.71 && point.top5 == 0.9)
    }

    @Test("JSON reads back equal; table, CSV and chart hold the figures")
    func output() throws {
        let bytes = try StableJSONEncoder(.pretty).encode(report)
        #expect(try StrictJSONDecoder().decode(RateAccuracyReport.self, from: bytes) == report)
        #expect(String(decoding: bytes, as: UTF8.self).contains("zoo.rate-accuracy/1"))
        let lines = report.csv().split(separator: "\r\n")
        #expect(lines.count == 3)
        #expect(lines[2] == "jpeg,50.0,\"JPEG \"\"50\"\"\",200,6272.0,6.125,1.0,0.71,0.9")
        let table = report.table().split(separator: "\n")
        #expect(table[2].hasSuffix("6.13   1.000    71.00    90.00  200"))
        let plot = report.plot()
        #expect(plot.series.map(\.name) == ["jpeg"])
        #expect(plot.series[0].points == [.init(6.125, 71)])
        #expect(plot.levels.map(\.y) == [85.5])
    }
}
