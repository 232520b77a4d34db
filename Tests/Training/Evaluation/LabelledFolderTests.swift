import FrankenEvaluation
import FrankenInference
import Testing

@Suite("A folder of labelled photos")
struct LabelledFolderTests {
    private let labels = ClassLabels([
        .init(id: "n01", name: "cat"), .init(id: "n02", name: "crane"),
        .init(id: "n03", name: "crane"), .init(id: "1", name: "one"),
    ])

    private func photos(_ names: [String]) throws -> (PhotoFolder, [String: Int]) {
        let folder = try PhotoFolder(names.map { ($0, "x") })
        let found = try LabelledFolder(path: folder.path, labels: labels, classCount: 4).photos
        let named = found.map { (String($0.path.dropFirst(folder.path.count + 1)), $0.label) }
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

    @Test("Only photos count, whatever the case of their suffix; hidden files do not")
    func suffixes() throws {
        let (_, found) = try photos([
            "n01/a.JPG", "n01/b.jpeg", "n01/c.WebP", "n01/d.Png", "n01/e.txt", "n01/.f.png",
            "n01/png", "stray.png", ".hidden/a.png", "n01/deeper/a.png",
        ])
        #expect(Set(found.keys) == ["n01/a.JPG", "n01/b.jpeg", "n01/c.WebP", "n01/d.Png"])
    }

    @Test(
        "A sub-folder that is no class is refused with what is possible",
        arguments: ["n04", "crane", "4", "-1", "01x"]
    )
    func unknownClass(name: String) throws {
        let folder = try PhotoFolder([("n01/a.png", "x"), ("\(name)/a.png", "x")])
        let error = try #require(throws: EvaluationError.self) {
            try LabelledFolder(path: folder.path, labels: labels, classCount: 4)
        }
        #expect(error.code == .unknownClass)
        #expect(error.message.contains("'\(name)'"))
        #expect(error.message.contains("n01") && error.message.contains("0 to 3"))
    }

    @Test("Without labels only an index will do")
    func unlabelled() throws {
        let folder = try PhotoFolder([("0/a.png", "x"), ("3/a.png", "x")])
        let found = try LabelledFolder(path: folder.path, labels: nil, classCount: 4)
        #expect(found.photos.map(\.label) == [0, 3])
        #expect(throws: EvaluationError(.unknownClass, "")) {
            try LabelledFolder(path: folder.path, labels: nil, classCount: 3)
        }
    }

    @Test("A folder without photos, and one that is not there, are errors")
    func empty() throws {
        for files in [[], [("n01/readme.txt", "x")], [("a.png", "x")]] {
            let folder = try PhotoFolder(files)
            #expect(throws: EvaluationError(.noPhotos, "")) {
                try LabelledFolder(path: folder.path, labels: labels, classCount: 4)
            }
        }
        let folder = try PhotoFolder([("a.png", "x")])
        for path in ["\(folder.path)/missing", "\(folder.path)/a.png", ""] {
            #expect(throws: EvaluationError(.unreadableFolder, "")) {
                try LabelledFolder(path: path, labels: labels, classCount: 4)
            }
        }
    }
}
