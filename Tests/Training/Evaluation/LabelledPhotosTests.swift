import FrankenData
import FrankenEvaluation
import FrankenInference
import Testing

@Suite("Labelled photos of a classifier")
struct LabelledPhotosTests {
    private let labels = ClassLabels([
        .init(id: "n01", name: "cat"), .init(id: "n02", name: "crane"),
        .init(id: "n03", name: "crane"), .init(id: "1", name: "one"),
    ])

    private func photos(_ names: [String]) throws -> (PhotoFolder, [String: Int]) {
        let folder = try PhotoFolder(names.map { ($0, "x") })
        let found = try DataSet(path: folder.path, labels: labels, classCount: 4)
        let named = (0..<found.count).map { index in
            (String(found.name(at: index).dropFirst(folder.path.count + 1)), found.label(at: index))
        }
        #expect(named.map(\.0) == named.map(\.0).sorted())
        return (folder, Dictionary(uniqueKeysWithValues: named))
    }

    @Test("Sub-folders are named by identifier, name or index, in this order")
    func naming() throws {
        let (_, found) = try photos(["n02/a.png", "cat/b.png", "2/c.png", "1/d.png", "one/e.png"])
        let expected = [
            "n02/a.png": 1, "cat/b.png": 0, "2/c.png": 2, "1/d.png": 3, "one/e.png": 3,
        ]
        #expect(found == expected)
    }

    @Test("Two classes by one identifier leave it to the first")
    func sameIdentifier() throws {
        let folder = try PhotoFolder([("cat/a.png", "x"), ("1/a.png", "x")])
        let twice = ClassLabels([.init(id: "cat", name: "cat"), .init(id: "cat", name: "cat")])
        let found = try DataSet(path: folder.path, labels: twice, classCount: 2)
        #expect((0..<2).map(found.label) == [1, 0])
    }

    @Test(
        "A sub-folder that is no class is refused with what is possible",
        arguments: ["n04", "crane", "4", "-1", "01x"]
    )
    func unknownClass(name: String) throws {
        let folder = try PhotoFolder([("n01/a.png", "x"), ("\(name)/a.png", "x")])
        let error = try #require(throws: DataError.self) {
            try DataSet(path: folder.path, labels: labels, classCount: 4)
        }
        #expect(error.code == .unknownClass)
        #expect(error.message.contains("'\(name)'"))
        #expect(error.message.contains("n01") && error.message.contains("0 to 3"))
    }

    @Test("Without labels an index will do, or as many names as classes")
    func unlabelled() throws {
        let folder = try PhotoFolder([("0/a.png", "x"), ("3/a.png", "x")])
        let found = try DataSet(path: folder.path, labels: nil, classCount: 4)
        #expect((0..<2).map(found.label) == [0, 3])
        #expect(throws: DataError(.unknownClass, "")) {
            try DataSet(path: folder.path, labels: nil, classCount: 3)
        }
    }

    @Test("A folder without photos, and one that is not there, are errors")
    func empty() throws {
        for files in [[], [("n01/readme.txt", "x")], [("a.png", "x")]] {
            let folder = try PhotoFolder(files)
            #expect(throws: DataError(.noSamples, "")) {
                try DataSet(path: folder.path, labels: labels, classCount: 4)
            }
        }
        #expect(throws: DataError(.unreadable, "")) {
            try DataSet(path: "/no/such/folder", labels: labels, classCount: 4)
        }
    }
}
