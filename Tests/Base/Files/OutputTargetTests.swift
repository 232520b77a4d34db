import Foundation
import FrankenFiles
import Testing

@Suite struct OutputTargetTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func write(_ text: String, to name: String) throws {
        try OutputTarget(argument: scratch(name)).write(Array(text.utf8))
    }

    private func link(_ target: String, _ name: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: scratch(name),
            withDestinationPath: target
        )
    }

    private func kind(_ name: String) throws -> FileStatus.Kind? {
        try FileStatus.of(scratch(name))?.kind
    }

    @Test("a file is made, and replaced at once without anything beside it")
    func file() throws {
        try write("old", to: "a")
        try write("new", to: "a")
        #expect(scratch.content("a") == "new")
        #expect(scratch.names == ["a"])
    }

    @Test("links are followed, also one to another and one to nothing yet, and stay")
    func links() throws {
        try Folder.make(scratch("sub"))
        try AtomicFile.write(Array("old".utf8), to: scratch("sub/real"))
        try link("sub/real", "link")
        try link(scratch("link"), "link2")
        try link("sub/none", "dangling")
        try write("one", to: "link2")
        #expect(scratch.content("sub/real") == "one")
        try write("two", to: "dangling")
        #expect(scratch.content("sub/none") == "two")
        for name in ["link", "link2", "dangling"] { #expect(try kind(name) == .link) }
        try link("loop", "loop")
        #expect(throws: FilesError(.system, path: "", "")) { try write("x", to: "loop") }
    }

    @Test("a FIFO is written into and stays one")
    func fifo() throws {
        #expect(mkfifo(scratch("fifo"), 0o600) == 0)
        let path = scratch("fifo")
        let reader = Thread.detachedReader(of: path)
        try write("through", to: "fifo")
        #expect(reader.result() == Data("through".utf8))
        #expect(try kind("fifo") == .other)
    }

    @Test("a device is written into and stays one")
    func device() throws {
        // Only the super-user makes nodes; this one is like /dev/null and is ours alone.
        guard geteuid() == 0, mknod(scratch("null"), S_IFCHR | 0o666, 1 << 8 | 3) == 0 else {
            return
        }
        try write("x", to: "null")
        #expect(try kind("null") == .other)
        #expect(mknod(scratch("full"), S_IFCHR | 0o666, 1 << 8 | 7) == 0)
        #expect(throws: FilesError(.noSpace, path: "", "")) { try write("x", to: "full") }
    }

    @Test("a folder is refused, and so is a path in none")
    func folder() throws {
        #expect(throws: FilesError(.isFolder, path: "", "")) {
            try OutputTarget(argument: scratch.path).write([1])
        }
        #expect(throws: FilesError(.notFound, path: "", "")) { try write("x", to: "none/a") }
        try write("x", to: "a")
        #expect(throws: FilesError(.notAFolder, path: "", "")) { try write("x", to: "a/b") }
    }

    @Test("an output that is an input by any name is refused, and nothing is lost")
    func input() throws {
        try write("photo", to: "a")
        try link("a", "link")
        #expect(HardLink.make(scratch("a"), scratch("hard")))
        for name in ["a", "link", "hard"] {
            #expect(throws: FilesError(.isInput, path: "", "")) {
                try OutputTarget(argument: scratch(name)).check(against: [scratch("a")])
            }
        }
        try write("other", to: "b")
        try OutputTarget(argument: scratch("b")).check(against: [scratch("a"), scratch("none")])
        try OutputTarget(argument: scratch("none")).check(against: [scratch("a")])
        try OutputTarget(argument: "/dev/null").check(against: ["/dev/null"])
    }

    @Test("a dash is standard output in an argument and a name in a path")
    func dash() {
        #expect(OutputTarget(argument: "-").isStandardOutput)
        #expect(!OutputTarget(path: "-").isStandardOutput)
        #expect(OutputTarget(argument: "/dev/stdout").isStandardOutput)
        #expect(!OutputTarget(argument: scratch("a")).isStandardOutput)
    }

    @Test("a new file replaces none, and a new folder only an empty one")
    func create() throws {
        try OutputTarget(path: scratch("key")).create([1], permissions: 0o600)
        #expect(try FileStatus.of(scratch("key"))?.mode == 0o600)
        #expect(throws: FilesError(.exists, path: "", "")) {
            try OutputTarget(path: scratch("key")).create([2])
        }
        try Folder.make(scratch("empty"))
        try link("empty", "link")
        try NewFolder.write(to: scratch("link/")) { try $0.add("x/y", bytes: [1]) }
        #expect(try OpenFile.bytes(of: scratch("empty/x/y"), limit: 1) == [1])
        #expect(throws: FilesError(.exists, path: "", "")) {
            try NewFolder.write(to: scratch("empty")) { try $0.add("z", bytes: [1]) }
        }
        #expect(scratch.names == ["empty", "key", "link"])
    }

    @Test("of two locks the second waits for nobody, and gets it when the first is gone")
    func lock() throws {
        var first: FileLock? = try FileLock(path: scratch("lock"))
        #expect(throws: FilesError(.busy, path: "", "")) { try FileLock(path: scratch("lock")) }
        _ = first
        first = nil
        _ = try FileLock(path: scratch("lock"))
    }

    @Test("a file is read with a limit, and a folder, a FIFO and a longer one say what they are")
    func reading() throws {
        try write("12345", to: "a")
        #expect(try OpenFile.bytes(of: scratch("a"), limit: 5) == Array("12345".utf8))
        #expect(throws: FilesError(.tooLarge, path: "", "")) {
            try OpenFile.bytes(of: scratch("a"), limit: 4)
        }
        #expect(try OpenFile.bytes(ifThere: scratch("none"), limit: 4) == nil)
        #expect(throws: FilesError(.isFolder, path: "", "")) { try OpenFile(path: scratch.path) }
        #expect(mkfifo(scratch("fifo"), 0o600) == 0)
        #expect(throws: FilesError(.notRegularFile, path: "", "")) {
            try OpenFile(path: scratch("fifo"))
        }
        try link("a", "link")
        #expect(throws: FilesError.self) {
            try OpenFile(path: scratch("link"), followsLinks: false)
        }
    }

    @Test(
        "an error names the path, the system's reason and the next step, and no control character"
    )
    func message() {
        let error = FilesError(failed: "open", "a\u{1B}b", number: ENOSPC)
        #expect(error.code == .noSpace)
        #expect(error.message.contains("a\u{FFFD}b"))
        #expect(error.message.contains("No space left on device"))
        #expect(error.message.hasSuffix("Make room and try again."))
    }

    @Test("names on their way are short, hidden, different, and say whose they are")
    func names() {
        let long = String(repeating: "日", count: 80)
        let paths = (0..<100).map { _ in Owner.current.newPath(beside: scratch(long)) }
        #expect(Set(paths).count == 100)
        for path in paths {
            let name = PathName.last(of: path)
            #expect(name.utf8.count < 200 && PathName.isHidden(name))
            #expect(Owner(fileName: String(name.dropFirst())) == Owner.current)
        }
    }
}

/// A second name of a file.
private enum HardLink {
    static func make(_ old: String, _ new: String) -> Bool {
        (try? FileManager.default.linkItem(atPath: old, toPath: new)) != nil
    }
}

extension Thread {
    /// What another thread reads from a path until its end.
    final class Reader: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private var data: Data?

        init(_ path: String) {
            Thread.detachNewThread {
                self.data = FileHandle(forReadingAtPath: path)?.readDataToEndOfFile()
                self.done.signal()
            }
        }

        func result() -> Data? {
            done.wait()
            return data
        }
    }

    static func detachedReader(of path: String) -> Reader { Reader(path) }
}
