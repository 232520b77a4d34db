import Foundation
import FrankenData
import Testing

@Suite("What is a sample and what is left out, whatever it is packed in")
struct PhotoSorterTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

    /// A tree as people have it.
    private static let tree: [(path: String, bytes: [UInt8])] = [
        ("n01/a.jpg", jpeg), ("n01/b.JFIF", jpeg), ("n01/c.jpe", jpeg), ("n01/d.gif", jpeg),
        ("n01/e", png), ("n01/deep/er/f.png", png), ("n02/g.PNG", []),
        ("n01/h.gif", Array("GIF89a".utf8)), ("n02/i.bmp", Array("BM....".utf8)),
        ("n02/j.tif", Array("II*\0....".utf8)), ("n02/.k.png", png), (".hidden/l.png", png),
        ("n02/notes.txt", Array("notes".utf8)), ("stray.png", png),
        ("n02/m.avif", [0, 0, 0, 28] + Array("ftypavif".utf8)),
    ]
    private static let photos = [
        "n01/a.jpg", "n01/b.JFIF", "n01/c.jpe", "n01/d.gif", "n01/deep/er/f.png", "n01/e",
        "n02/g.PNG",
    ]

    private func folder(
        _ tree: [(path: String, bytes: [UInt8])],
        below top: String = ""
    ) throws -> ScratchFolder {
        let folder = try ScratchFolder()
        for file in tree { try folder.write(file.bytes, to: "tree/\(top)\(file.path)") }
        return folder
    }

    private func pack(_ folder: ScratchFolder, _ options: String, _ name: String) throws {
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        tar.arguments = [
            "tar", options, "\(folder.path)/\(name)", "-C", "\(folder.path)/tree", ".",
        ]
        try tar.run()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
    }

    private func names(_ data: DataSet, _ place: String) -> [String] {
        (0..<data.count).map { String(data.name(at: $0).dropFirst(place.count)) }.sorted()
    }

    @Test("The same tree as folder, tar and tar.gz has the same samples and the same rest")
    func packings() throws {
        let folder = try folder(Self.tree)
        try pack(folder, "-cf", "x.tar")
        try pack(folder, "-czf", "x.tar.gz")
        for classes in [nil, try ClassList(["n01", "n02", "n03"])] {
            for (name, separator) in [("tree", "/"), ("x.tar", ":"), ("x.tar.gz", ":")] {
                let path = "\(folder.path)/\(name)"
                let data = try DataSet(paths: [path], classes: classes)
                let place = path + separator
                #expect(names(data, place) == Self.photos, "\(name)")
                for index in 0..<data.count {
                    let isFirst = data.name(at: index).hasPrefix("\(place)n01")
                    #expect(data.label(at: index) == (isFirst ? 0 : 1))
                }
                let rest = Set(Self.tree.map(\.path)).subtracting(Self.photos)
                #expect(Set(data.leftOut.map { String($0.name.dropFirst(place.count)) }) == rest)
                #expect(data.leftOut.count == rest.count)
                let reasons = data.leftOut.map(\.reason)
                for word in ["GIF", "BMP", "TIFF", "AVIF", "hidden", "no folder", "of text"] {
                    #expect(reasons.contains { $0.contains(word) }, "\(name): \(word)")
                }
            }
        }
    }

    @Test("The class is the topmost level of classes; folders that all photos share are none")
    func levels() throws {
        let tree = [
            ("n02/x/a.png", Self.png), ("n01/y/b.png", Self.png), ("n01/c.png", Self.png),
        ]
        let wrapped = try folder(tree, below: "set/train/")
        try pack(wrapped, "-cf", "x.tar")
        for name in ["tree", "x.tar"] {
            let path = "\(wrapped.path)/\(name)"
            let named = try DataSet(paths: [path])
            #expect(named.classes.names == ["n01", "n02"])
            let listed = try DataSet(paths: [path], classes: ClassList(["x", "n01", "n02"]))
            let place = "\(path)\(name == "tree" ? "/" : ":")set/train/"
            for index in 0..<listed.count {
                let isFirst = listed.name(at: index).hasPrefix("\(place)n01")
                #expect(listed.label(at: index) == (isFirst ? 1 : 2))
            }
        }
    }

    @Test("Where all photos lie equally deep, the folder right above names the class")
    func evenly() throws {
        let tree = [("one/n02/a.png", Self.png), ("two/n01/b.png", Self.png)]
        let folder = try folder(tree)
        try pack(folder, "-cf", "x.tar")
        for name in ["tree", "x.tar"] {
            let data = try DataSet(paths: ["\(folder.path)/\(name)"])
            #expect(data.classes.names == ["n01", "n02"])
        }
    }

    @Test("A WebDataset's labels are the classes, in a folder and in a shard")
    func webDataset() throws {
        let tree = [
            ("000.jpg", Self.jpeg), ("000.cls", Array("2\n".utf8)), ("001.png", Self.png),
            ("001.cls", Array("0".utf8)), ("002.png", Self.png), ("003.cls", Array("1".utf8)),
            ("004.cls", Array("two words".utf8)), ("000.json", Array("{}".utf8)),
        ]
        let folder = try folder(tree)
        try pack(folder, "-cf", "x.tar")
        for name in ["tree", "x.tar"] {
            let path = "\(folder.path)/\(name)"
            let data = try DataSet(paths: [path], classes: ClassList(["a", "b", "c"]))
            let labels = (0..<data.count).map { index in
                "\(data.name(at: index).suffix(7)) \(data.label(at: index))"
            }
            #expect(labels.sorted() == ["000.jpg 2", "001.png 0"])
            let rest = Set(data.leftOut.map { String($0.name.dropFirst(path.count + 1)) })
            #expect(rest == ["000.json", "002.png", "003.cls", "004.cls"])
        }
    }

    @Test("Links that lead nowhere or back, and what is no file, are named")
    func links() throws {
        let folder = try folder([("n01/a.png", Self.png)])
        let top = "\(folder.path)/tree"
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: "\(top)/n01/up", withDestinationPath: "..")
        try manager.createSymbolicLink(atPath: "\(top)/n01/gone.png", withDestinationPath: "none")
        try manager.createSymbolicLink(atPath: "\(top)/n02", withDestinationPath: "n01")
        #expect(mkfifo("\(top)/n01/pipe.png", 0o600) == 0)
        let data = try DataSet(paths: [top])
        #expect(names(data, "\(top)/") == ["n01/a.png", "n02/a.png"])
        let rest = data.leftOut.map { String($0.name.dropFirst(top.count + 1)) }.sorted()
        #expect(
            rest == [
                "n01/gone.png", "n01/pipe.png", "n01/up", "n02/gone.png", "n02/pipe.png", "n02/up",
            ]
        )
    }

    @Test("What lies beside archives, or beside CIFAR's files, is named")
    func beside() throws {
        let folder = try folder([("n01/a.png", Self.png)])
        try pack(folder, "-cf", "x.tar")
        let data = try DataSet(paths: [folder.path])
        #expect(data.count == 1)
        #expect(data.leftOut.map(\.name) == ["\(folder.path)/tree/n01/a.png"])
    }
}
