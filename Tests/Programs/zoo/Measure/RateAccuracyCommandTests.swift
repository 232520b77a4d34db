import Foundation
import FrankenBytes
import Testing

@Suite("zoo evaluate with codecs", .serialized)
struct RateAccuracyCommandTests {
    private struct Report: Decodable {
        struct Point: Decodable, Equatable {
            let codec: String
            let name: String
            let backbone: String
            let n: Int
            let bytes: Double
            let estimatedBytes: Double?
            let top1: Double
            let top5: Double
            let top1Uncompressed: Double?
        }

        struct Comparison: Decodable {
            let name: String
            let baseline: String
        }

        let schema: String
        let complete: Bool
        let points: [Point]
        let equalAccuracy: [Comparison]
    }

    private let workshop: BundleWorkshop
    private let images: String
    private let model: [String]

    init() throws {
        workshop = try BundleWorkshop()
        model = try SmallModel.options(in: workshop.folder)
        images = workshop.path("images")
        for (name, folder) in zip(SmallModel.good, ["airplane", "airplane", "cat", "dog"]) {
            let place = URL(filePath: images).appending(path: folder)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: SmallModel.photos.appending(path: name),
                to: place.appending(path: name)
            )
        }
    }

    private func evaluate(_ arguments: [String]) throws -> ZooProcess.Outcome {
        let common = ["evaluate", "--images", images, "--json", "--threads", "1"]
        return try workshop.zoo(common + arguments)
    }

    private func report(_ arguments: [String]) throws -> Report {
        let outcome = try evaluate(arguments)
        try #require(outcome.status == 0, "\(outcome.errors)")
        return try outcome.json(Report.self)
    }

    @Test("A codec is the same as a folder, as a file and by name, and predict sends its bytes")
    func sources() throws {
        let file = try workshop.bundle("resnet20")
        try workshop.done("install", file)
        let folder = workshop.path("resnet20")
        let report = try report(["--codec", folder, "--codec", file, "--codec", "mine=resnet20"])
        #expect(report.schema == "zoo.rate-accuracy/2" && report.complete)
        #expect(report.points.map(\.codec) == ["frankensplit", "frankensplit", "mine"])
        #expect(report.points.map(\.name) == ["resnet20", "resnet20:1.0.0", "resnet20:1.0.0"])
        let first = report.points[0]
        #expect(first.n == 4 && first.backbone == "resnet20" && first.top1Uncompressed == nil)
        for point in report.points {
            #expect(point.bytes == first.bytes && point.top1 == first.top1)
            #expect(point.top5 == first.top5 && point.estimatedBytes == first.estimatedBytes)
        }
        // The estimate is the payload without a coder's losses and the header of 20 bytes.
        let estimate = try #require(first.estimatedBytes)
        #expect(first.bytes - estimate > 19 && first.bytes - estimate < 60)
        let streams = try SmallModel.good.enumerated().map { index, name in
            let stream = workshop.path("\(index).fsplit")
            try workshop.done(
                "predict",
                SmallModel.photo(name),
                "--backbone",
                "resnet20",
                "-o",
                stream
            )
            return try Data(contentsOf: URL(filePath: stream)).count
        }
        #expect(first.bytes == Double(streams.reduce(0, +)) / 4)
    }

    @Test("Codecs, image codecs and uncoded photos in one table and one picture")
    func together() throws {
        try workshop.make(["make-bundle", "resnet20", "-o", workshop.path("codec")])
        let (csv, svg) = (workshop.path("c.csv"), workshop.path("c.svg"))
        let report = try report(
            model + [
                "--codec", workshop.path("codec"), "--baseline", "jpeg:10..30,png", "--csv", csv,
                "--plot", svg,
            ]
        )
        let names = ["uncompressed", "JPEG 10", "JPEG 20", "JPEG 30", "PNG", "codec"]
        #expect(report.points.map(\.name) == names)
        #expect(report.points.allSatisfy { $0.top1Uncompressed == report.points[0].top1 })
        #expect(report.points[4].top1 == report.points[0].top1)
        #expect(report.equalAccuracy.map(\.baseline) == ["jpeg", "png"])
        let table = try CSVTable(bytes: Array(Data(contentsOf: URL(filePath: csv))))
        #expect(table.rows.indices.map { table.record($0)["name"] } == names)
        let picture = try String(contentsOfFile: svg, encoding: .utf8)
        for word in ["frankensplit", "jpeg", "png", "uncompressed"] {
            #expect(picture.contains(">\(word)</text>"), "\(word)")
        }
    }

    @Test("What the table has is not measured again, unless it was measured on something else")
    func resume() throws {
        let csv = workshop.path("c.csv")
        _ = try report(model + ["--baseline", "jpeg:10", "--csv", csv])
        let before = try String(contentsOfFile: csv, encoding: .utf8)
        var table = RateTable(before)
        table.set("top5", of: "JPEG 10", to: "0.123")
        try table.text.write(toFile: csv, atomically: true, encoding: .utf8)
        let more = try report(model + ["--baseline", "jpeg:10,webp:50", "--csv", csv])
        #expect(more.points.map(\.name) == ["uncompressed", "JPEG 10", "WebP 50"])
        #expect(more.points[1].top5 == 0.123)
        // Another resize, other photos: nothing of it is known.
        let other = try report(model + ["--baseline", "jpeg:10", "--csv", csv, "--resize", "40"])
        #expect(other.points.map(\.name) == ["uncompressed", "JPEG 10"])
        #expect(other.points[1].top5 != 0.123)
        let fewer = try report(model + ["--baseline", "jpeg:10", "--csv", csv, "--limit", "2"])
        #expect(fewer.points.allSatisfy { $0.n == 2 })
        #expect(RateTable(try String(contentsOfFile: csv, encoding: .utf8)).rowCount == 7)
        // A table of something else stays as it is.
        try "a,b\n1,2\n".write(toFile: csv, atomically: true, encoding: .utf8)
        let refused = try evaluate(model + ["--baseline", "jpeg:10", "--csv", csv])
        #expect(refused.status == 65 && refused.errors.contains("c.csv"))
        #expect(try String(contentsOfFile: csv, encoding: .utf8) == "a,b\n1,2\n")
    }

    @Test("Ctrl-C leaves whole files, and the same command goes on")
    func interrupt() throws {
        let csv = workshop.path("c.csv")
        let all = ["--baseline", "jpeg:1..100/1,webp:0..100/1", "--csv", csv]
        let process = try ZooProcess.make(
            ["evaluate", "--images", images, "--json", "--threads", "1"] + model + all
        )
        let outcome = try ZooProcess.run(process) { process in
            while process.isRunning, !FileManager.default.fileExists(atPath: csv) { usleep(1000) }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(outcome.status == 130)
        let report = try outcome.json(Report.self)
        #expect(!report.complete && !report.points.isEmpty && report.points.count < 202)
        let table = RateTable(try String(contentsOfFile: csv, encoding: .utf8))
        #expect(table.rowCount == report.points.count)
    }

    @Test(
        "What cannot be measured is said",
        arguments: [
            (["--baseline", "png"], 64, "--backbone"), ([], 64, "--codec"),
            (["--codec", "nothing"], 66, "nothing"), (["--backbone", "resnet20"], 64, "--weights"),
        ]
    )
    func refusals(arguments: [String], status: Int32, word: String) throws {
        let outcome = try evaluate(arguments)
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
}

/// The table of `--csv`, to be changed by hand.
private struct RateTable {
    private var table: CSVTable

    init(_ text: String) {
        table = (try? CSVTable(bytes: Array(text.utf8))) ?? CSVTable(columns: [])
    }

    var rowCount: Int { table.rows.count }
    var text: String { table.text }

    mutating func set(_ column: String, of name: String, to value: String) {
        var changed = CSVTable(columns: table.columns)
        for row in table.rows.indices {
            var cells = table.rows[row]
            if table.record(row)["name"] == name, let index = table.columns.firstIndex(of: column) {
                cells[index] = value
            }
            changed.append(cells)
        }
        table = changed
    }
}
