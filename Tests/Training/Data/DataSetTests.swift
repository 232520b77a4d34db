import FrankenData
import FrankenImage
import Testing

@Suite("Labelled images from folders, archives and CIFAR files")
struct DataSetTests {
    @Test("A folder gives its images in the order of classes and names, unread")
    func folder() throws {
        let folder = try ScratchFolder()
        for name in ["b/2.PNG", "b/1.jpeg", "a/x.webp", "a/notes.txt", "a/.hidden.png", "c/n.txt"] {
            try folder.write([1, 2, 3], to: name)
        }
        let data = try DataSet([FolderSource(path: folder.path)])
        #expect(data.classes.names == ["a", "b"])
        let names = (0..<data.count).map { String(data.name(at: $0).dropFirst(folder.path.count)) }
        #expect(names == ["/a/x.webp", "/b/1.jpeg", "/b/2.PNG"])
        #expect((0..<3).map(data.label) == [0, 1, 1])
        #expect(try data.content(at: 2) == .file([1, 2, 3]))
    }

    @Test("Labels come from the list of classes, by name or index")
    func classes() throws {
        let folder = try ScratchFolder()
        for name in ["n03/a.png", "0/a.png"] { try folder.write([1], to: name) }
        let source = try FolderSource(path: folder.path)
        let list = try ClassList(text: "n01 tench\nn02\tgoldfish\nn03\n")
        let data = try DataSet([source], classes: list)
        #expect((0..<2).map(data.label) == [0, 2])
        let short = try ClassList(["n01", "n02"])
        let error = try #require(throws: DataError.self) { try DataSet([source], classes: short) }
        #expect(error.code == .unknownClass)
        #expect(error.message.contains("'n03'"))
        #expect(throws: DataError(.malformed, "")) { try ClassList(["a", "a"]) }
    }

    @Test("A folder without images, and one that is not there, are named")
    func empty() throws {
        let folder = try ScratchFolder()
        try folder.write([1], to: "a/readme.txt")
        let error = try #require(throws: DataError.self) { try FolderSource(path: folder.path) }
        #expect(error.code == .noSamples)
        #expect(error.message.contains(folder.path))
        #expect(throws: DataError(.unreadable, "")) { try FolderSource(path: "/no/such/folder") }
        #expect(throws: DataError(.noSamples, "")) { try DataSet([]) }
    }

    /// Entries in memory, as an archive would hand them over.
    private struct Entries: EntrySource {
        let name: String
        let entries: [(String, [UInt8])]

        func forEachEntry(_ body: (DataEntry) throws(DataError) -> Void) throws(DataError) {
            for (name, bytes) in entries {
                try body(DataEntry(name: name, byteCount: bytes.count, bytes: bytes))
            }
        }
    }

    @Test("Archives give their images")
    func shards() throws {
        let shards = [
            Entries(name: "0.tar", entries: [("n02/a.JPEG", [1]), ("n02/list.txt", [9])]),
            Entries(name: "1.tar", entries: [("./n01/b.jpeg", [2, 3]), ("n02/c.png", [])]),
        ]
        let data = try DataSet([ShardSource(shards)])
        #expect(data.classes.names == ["n01", "n02"])
        #expect((0..<3).map(data.label) == [1, 0, 1])
        #expect(data.name(at: 1) == "1.tar:./n01/b.jpeg")
        #expect(
            try (0..<3).map { try data.content(at: $0) } == [.file([1]), .file([2, 3]), .file([])]
        )
        #expect(throws: DataError(.limitExceeded, "")) { try ShardSource(shards, maximumBytes: 2) }
        #expect(throws: DataError(.noSamples, "")) { try ShardSource([]) }
        let stray = Entries(name: "2.tar", entries: [("b.png", [1])])
        #expect(throws: DataError(.noSamples, "")) { try ShardSource([stray]) }
    }

    private func record(_ labels: [UInt8], shade: UInt8) -> [UInt8] {
        let plane = (0..<1024).map { UInt8(truncatingIfNeeded: $0 / 4) }
        return labels + plane + [UInt8](repeating: shade, count: 1024) + plane.reversed()
    }

    @Test("CIFAR files give interleaved pixels and the fine label")
    func cifar() throws {
        let folder = try ScratchFolder()
        for batch in 1...5 {
            let records = (0..<3).flatMap { record([UInt8($0 + batch)], shade: UInt8(batch * 10)) }
            try folder.write(records, to: "data_batch_\(batch).bin")
        }
        let names = (0..<10).map { "class\($0)" }
        try folder.write(Array(names.joined(separator: "\n").utf8), to: "batches.meta.txt")
        let source = try CIFARSource(folder: folder.path, kind: .cifar10, part: .training)
        let data = try DataSet([source], classes: ClassList(names))
        #expect(data.count == 15)
        #expect(data.label(at: 7) == 4)
        #expect(data.name(at: 7).hasSuffix("data_batch_3.bin#1"))
        guard case .pixels(let image) = try data.content(at: 7) else {
            Issue.record("expected pixels")
            return
        }
        #expect(image.width == 32 && image.height == 32)
        #expect(Array(image.rgb[3 * 100..<3 * 100 + 3]) == [25, 30, 230])
        try folder.write(record([5, 71], shade: 1), to: "test.bin")
        let hundred = try CIFARSource(folder: folder.path, kind: .cifar100, part: .test)
        #expect(hundred.classNames.count == 100 && hundred.classIndex(at: 0) == 71)
    }

    @Test("CIFAR files that are cut, mislabelled or missing are refused")
    func hostileCIFAR() throws {
        let folder = try ScratchFolder()
        try folder.write(Array(record([3], shade: 0).dropLast()), to: "cut.bin")
        try folder.write(record([10], shade: 0), to: "label.bin")
        try folder.write([], to: "empty.bin")
        for name in ["cut.bin", "label.bin", "empty.bin"] {
            #expect(throws: DataError(.malformed, "")) {
                try CIFARSource(files: ["\(folder.path)/\(name)"], kind: .cifar10, classNames: nil)
            }
        }
        #expect(throws: DataError(.unreadable, "")) {
            try CIFARSource(folder: folder.path, kind: .cifar10, part: .test)
        }
    }

    @Test("Held-out samples are others than those left to train on")
    func holdOut() throws {
        let entries = (0..<50).map { ("c/\($0).png", [UInt8($0)]) }
        let data = try DataSet([ShardSource([Entries(name: "t", entries: entries)])])
        let (training, heldOut) = try data.holdingOut(13, seed: 4)
        let names = { (set: DataSet) in Set((0..<set.count).map(set.name)) }
        #expect(training.count == 37 && heldOut.count == 13)
        #expect(names(training).isDisjoint(with: names(heldOut)))
        #expect(names(training).union(names(heldOut)) == names(data))
        #expect(names(try data.holdingOut(13, seed: 4).heldOut) == names(heldOut))
        #expect(names(try data.holdingOut(13, seed: 5).heldOut) != names(heldOut))
        #expect(throws: DataError(.invalidOption, "")) { try data.holdingOut(50, seed: 0) }
        #expect(try data.prefix(3).count == 3)
    }
}
