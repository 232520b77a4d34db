import Foundation
import FrankenBytes
import FrankenEvaluation
import Testing

@Suite("Figures of rate and accuracy")
struct RateAccuracyReportTests {
    /// A point as a table would have it.
    private func point(
        _ method: String,
        _ setting: Double? = nil,
        bytes: Double,
        top1: Double,
        backbone: String = "a,b",
        name: String? = nil
    ) throws -> RatePoint {
        let cells = [
            method, setting.map { "\($0)" } ?? "", name ?? "\(method) \(setting ?? 0)", backbone,
            "200", "1", "\(bytes)", method == "ours" ? "\(bytes - 30)" : "", "", "", "50176",
            "\(top1)", "0.9", "", "resize 256", "d", "w-\(backbone)",
        ]
        var table = RateAccuracyReport(data: "d").csv()
        table.append(cells)
        return try RateAccuracyReport.points(of: table)[0]
    }

    private func report() throws -> RateAccuracyReport {
        RateAccuracyReport(
            data: "d",
            points: [
                try point("uncompressed", bytes: 150_528, top1: 0.855),
                try point("jpeg", 50, bytes: 6272, top1: 0.71, name: "JPEG \"50\""),
                try point("jpeg", 10, bytes: 2000, top1: 0.33),
                try point("jpeg", 75, bytes: 9000, top1: 0.78),
                try point("png", bytes: 80_000, top1: 0.855),
                try point("ours", 1.2, bytes: 2900, top1: 0.71),
            ],
            skipped: [.init(path: "p", reason: "r")],
            isComplete: true
        )
    }

    @Test("Bytes become kilobytes and bits per pixel")
    func units() throws {
        let point = try report().points[1]
        #expect(point.bytes == 6272 && point.kilobytes == 6.125 && point.bitsPerPixel == 1)
        #expect(point.top1 == 0.71 && point.top5 == 0.9 && point.n == 200)
    }

    @Test("A table reads back, with the accuracy of the uncoded photos beside each row")
    func csv() throws {
        let report = try report()
        let table = report.csv()
        let again = try CSVTable(bytes: Array(table.text.utf8))
        #expect(try RateAccuracyReport.points(of: again) == report.points)
        #expect(table.rows.indices.allSatisfy { table.record($0)["top1_uncompressed"] == "0.855" })
        #expect(table.record(1)["name"] == "JPEG \"50\"")
        #expect(table.record(1)["bits_per_pixel"] == "1.0")
        #expect(table.record(5)["estimated_bytes"] == "2870.0")
        // Others are kept, and none is there twice.
        let other = try point("jpeg", 50, bytes: 1, top1: 0.1, backbone: "other")
        let kept = try RateAccuracyReport.points(
            of: report.csv(keeping: [other, report.points[2]])
        )
        #expect(kept == [other] + report.points)
    }

    @Test("A table of something else, and a number that is none, are refused")
    func foreign() throws {
        #expect(throws: EvaluationError(.foreignTable, "")) {
            try RateAccuracyReport.points(of: CSVTable(columns: ["a"]))
        }
        for wrong in ["nan", "", "-1", "x"] {
            var table = RateAccuracyReport(data: "d").csv()
            var cells = try report().csv().rows[0]
            cells[6] = wrong
            table.append(cells)
            #expect(throws: EvaluationError(.foreignTable, "")) {
                try RateAccuracyReport.points(of: table)
            }
        }
    }

    @Test("Bytes at equal accuracy lie between two settings, linear in their logarithm")
    func equalAccuracy() throws {
        let equal = try report().equalAccuracy
        #expect(equal.map(\.baseline) == ["jpeg", "png"])
        #expect(equal[0].outcome == .bytes(6272))
        #expect(equal[1].outcome == .bytes(80_000))
        let curve = try report().points.filter { $0.key.method == "jpeg" }
        func outcome(_ top1: Double) throws -> EqualAccuracy.Outcome {
            try EqualAccuracy(point("ours", bytes: 1, top1: top1), against: "jpeg", curve).outcome
        }
        guard case .bytes(let half) = try outcome((0.33 + 0.71) / 2) else {
            Issue.record("not between")
            return
        }
        // The geometric mean: half of the way in the logarithm.
        #expect(abs(half - (2000.0 * 6272).squareRoot()) < 1e-6)
        #expect(try outcome(0.2) == .atMost(2000))
        #expect(try outcome(0.33) == .bytes(2000))
        #expect(try outcome(0.79) == .notReached)
        let none = try EqualAccuracy(point("ours", bytes: 1, top1: 0.5), against: "webp", [])
        #expect(none.outcome == .notReached && none.bytes == nil)
        // Accuracy that falls with more bytes: the first crossing counts.
        let wave = [
            try point("webp", 1, bytes: 100, top1: 0.2),
            try point("webp", 2, bytes: 200, top1: 0.6),
            try point("webp", 3, bytes: 400, top1: 0.4),
            try point("webp", 4, bytes: 800, top1: 0.8),
        ]
        let first = try EqualAccuracy(point("ours", bytes: 1, top1: 0.6), against: "webp", wave)
        #expect(first.outcome == .bytes(200))
    }

    @Test("Tables for people have the points and the comparison")
    func table() throws {
        let lines = try report().table().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0].hasPrefix("codec") && lines[0].contains("estimate"))
        #expect(
            lines[2].split(separator: " ").dropFirst(2)
                == ["6272", "6.13", "1.000", "71.00", "90.00", "200"]
        )
        #expect(lines[7].isEmpty && lines[8].hasPrefix("bytes at equal top-1"))
        #expect(lines[9].contains("6272 (x 2.16)") && lines[9].hasSuffix("80000 (x 27.59)"))
    }

    @Test("One picture: codecs, uncoded photos, and several backbones in colors of their own")
    func plot() throws {
        var report = try report()
        let one = report.plot()
        #expect(one.series.map(\.name) == ["ours", "jpeg", "png"])
        #expect(one.series[1].points.map(\.y) == [33, 71, 78])
        #expect(one.series.map(\.stroke) == [.solid, .dashed, .dotted])
        #expect(one.levels.map(\.y) == [85.5])
        for (number, backbone) in ["swin", "convnext"].enumerated() {
            for bytes in [1000.0, 3000] {
                let top1 = 0.5 + bytes / 1e4 + Double(number) / 100
                report.points.append(
                    try point("ours", bytes, bytes: bytes, top1: top1, backbone: backbone)
                )
            }
        }
        let three = report.plot()
        #expect(three.series.filter { $0.stroke == .solid }.map(\.color) == [0, 1, 2])
        #expect(three.series.map(\.name).contains("swin ours"))
        #expect(three.series.last?.points.count == 2)
        #expect(!three.svg().isEmpty)
    }

    @Test("JSON says for each point what it was measured on, and what is not reached")
    func json() throws {
        var report = try report()
        report.points.append(try point("ours", 0.1, bytes: 5000, top1: 0.8))
        let bytes = try StableJSONEncoder(.pretty).encode(report)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        )
        #expect(object["schema"] as? String == "zoo.rate-accuracy/2")
        #expect(object["complete"] as? Bool == true)
        let points = try #require(object["points"] as? [[String: Any]])
        #expect(points.count == 7 && points[6]["top1Uncompressed"] as? Double == 0.855)
        let equal = try #require(object["equalAccuracy"] as? [[String: Any]])
        #expect(equal.count == 4)
        #expect(equal[2]["isReached"] as? Bool == false && equal[2]["baselineBytes"] == nil)
    }
}
