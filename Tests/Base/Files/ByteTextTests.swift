import FrankenFiles
import Testing

@Suite struct ByteTextTests {
    @Test("valid UTF-8 stays the text that it is", arguments: ["", "a/b", "caf\u{E9}", "日本", "🦊"])
    func plain(text: String) {
        #expect(ByteText.text(of: Array(text.utf8)).utf8.elementsEqual(text.utf8))
        #expect(ByteText.bytes(of: text) == Array(text.utf8))
        #expect(!ByteText.isEscaped(text))
    }

    @Test(
        "any bytes survive the way to text and back",
        arguments: [
            [0xE9], [0x63, 0x61, 0x66, 0xE9, 0x2E, 0x70, 0x6E, 0x67], [0xC3], [0xC3, 0x28],
            [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0xAF], [0xFF, 0xFE],
            // What the escape itself looks like, whole and cut off.
            [0xF4, 0x8F, 0x9E, 0x80], [0xF4, 0x8F, 0x9F, 0xBF], [0xF4, 0x8F, 0x9E],
            [0x41, 0xF4, 0x8F, 0x9F, 0xA9, 0xE9, 0xC3, 0xA9],
        ] as [[UInt8]]
    )
    func roundTrip(bytes: [UInt8]) {
        let text = ByteText.text(of: bytes)
        #expect(ByteText.bytes(of: text) == bytes)
        #expect(ByteText.isEscaped(text))
        #expect(!text.unicodeScalars.contains("\u{FFFD}"))
    }

    @Test("random bytes survive too, and different bytes are different text")
    func random() {
        var generator = SystemRandomNumberGenerator()
        var seen: [[UInt8]: [UInt8]] = [:]
        let hard: [UInt8] = [0x2F, 0x41, 0x80, 0x8F, 0x9E, 0x9F, 0xBF, 0xC3, 0xE9, 0xF4]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...12, using: &generator)
            let bytes = (0..<count).map { _ in
                Bool.random(using: &generator)
                    ? hard[Int.random(in: 0..<hard.count, using: &generator)]
                    : UInt8.random(in: 1...255, using: &generator)
            }
            let text = ByteText.text(of: bytes)
            #expect(ByteText.bytes(of: text) == bytes)
            #expect(seen.updateValue(bytes, forKey: Array(text.utf8)) ?? bytes == bytes)
        }
    }

    @Test("a file whose name is no UTF-8 is written, listed and read under exactly its bytes")
    func fileNames() throws {
        let scratch = try Scratch()
        let name = ByteText.text(of: [0x63, 0x61, 0x66, 0xE9, 0x2E, 0x74, 0x78, 0x74])
        try AtomicFile.write(Array("x".utf8), to: scratch(name))
        #expect(try Folder.names(in: scratch.path) == [name])
        #expect(try OpenFile.bytes(of: scratch(name), limit: 9) == Array("x".utf8))
        #expect(try FileStatus.of(scratch("caf\u{FFFD}.txt")) == nil)
        let folder = scratch(ByteText.text(of: [0xFF]))
        try Folder.makeAll("\(folder)/sub")
        #expect(Entry.real("\(folder)/sub").map { $0.hasSuffix("/sub") } == true)
        #expect(FileStatus.isFolder("\(folder)/sub"))
    }

    @Test("composed and decomposed names are two files, listed in the order of their bytes")
    func normalization() throws {
        let scratch = try Scratch()
        let names = ["caf\u{E9}", "cafe\u{301}"]
        for name in names { try AtomicFile.write(Array(name.utf8), to: scratch(name)) }
        let listed = try Folder.names(in: scratch.path)
        #expect(listed.map { Array($0.utf8) } == [Array(names[1].utf8), Array(names[0].utf8)])
        for name in listed {
            #expect(try OpenFile.bytes(of: scratch(name), limit: 9) == Array(name.utf8))
        }
        #expect(!PathName.isSame(names[0], names[1]))
    }

    @Test("a path with a NUL in it names nothing")
    func nul() throws {
        let scratch = try Scratch()
        try AtomicFile.write([1], to: scratch("a"))
        #expect(throws: FilesError(.notFound, path: "", "")) {
            try OpenFile(path: scratch("a\0b"))
        }
    }

    @Test("the parts of a path are found by bytes, also before a combining accent")
    func parts() {
        #expect(PathName.folder(of: "a/b") == "a")
        #expect(PathName.folder(of: "/b") == "/")
        #expect(PathName.folder(of: "b") == ".")
        #expect(PathName.last(of: "a/b//") == "b")
        #expect(PathName.last(of: "/") == "/")
        #expect(PathName.folder(of: "a/\u{301}b").utf8.elementsEqual("a".utf8))
        #expect(PathName.last(of: "a/\u{301}b").utf8.elementsEqual("\u{301}b".utf8))
        #expect(PathName.isHidden(".\u{301}"))
    }
}
