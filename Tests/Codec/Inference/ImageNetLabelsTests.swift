import FoundationEssentials
import FrankenInference
import Testing

@Suite("ImageNet labels")
struct ImageNetLabelsTests {
    private let rows = ImageNetLabels.table.split(separator: "\n").map {
        $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("There is one line per class, sorted by WNID, each with a name")
    func shape() {
        #expect(rows.count == 1000)
        #expect(rows.allSatisfy { $0.count == 2 && $0[0].count == 9 && !$0[1].isEmpty })
        #expect(rows.map { $0[0] } == Set(rows.map { $0[0] }).sorted())
    }

    @Test("Classes that people quote by index are where upstream has them")
    func knownClasses() {
        #expect(rows[0] == ["n01440764", "tench, Tinca tinca"])
        #expect(rows[134] == ["n02012849", "crane"])
        #expect(rows[285] == ["n02124075", "Egyptian cat"])
        #expect(rows[517] == ["n03126707", "crane"])
        #expect(rows[967] == ["n07920052", "espresso"])
        #expect(rows[999][0] == "n15075141")
    }

    @Test("The compiled table equals the one in the zoo")
    func equalsZoo() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "Zoo/labels/imagenet-1k.tsv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == rows.count)
        for (index, (line, row)) in zip(lines, rows).enumerated() {
            #expect(line == "\(index)\t\(row[0])\t\(row[1])")
        }
    }
}
