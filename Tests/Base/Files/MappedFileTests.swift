import Foundation
import FrankenFiles
import Testing

@Suite struct MappedFileTests {
    private let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("franken-bytes-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    @Test("a file reads back as written, also after its pages were dropped")
    func readsBack() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try AtomicFile.write(bytes, to: path("a"))
        let file = try MappedFile(path: path("a"))
        #expect(file.byteCount == bytes.count)
        #expect(try file.copyBytes(in: 0..<bytes.count) == bytes)
        file.dropPages(in: 5000..<99_000)
        file.dropPages(in: -5..<1_000_000)
        #expect(try file.copyBytes(in: 4990..<5010) == Array(bytes[4990..<5010]))
        #expect(try file.withBytes(in: 7..<9) { $0.byteCount } == 2)
    }

    @Test("ranges outside the file are refused", arguments: [-1..<2, 0..<4, 3..<4])
    func outOfRange(range: Range<Int>) throws {
        try AtomicFile.write([1, 2, 3], to: path("b"))
        let file = try MappedFile(path: path("b"))
        #expect(throws: FilesError(.outOfRange, path: "", "")) { try file.copyBytes(in: range) }
    }

    @Test("an empty file maps to nothing")
    func empty() throws {
        try AtomicFile.write([], to: path("empty"))
        let file = try MappedFile(path: path("empty"))
        #expect(file.byteCount == 0)
        #expect(try file.copyBytes(in: 0..<0) == [])
    }

    @Test("what is not a regular file is refused by kind, without waiting")
    func kinds() {
        #expect(throws: FilesError(.isFolder, path: "", "")) {
            try MappedFile(path: directory.path)
        }
        #expect(throws: FilesError(.notFound, path: "", "")) { try MappedFile(path: path("none")) }
        #expect(throws: FilesError(.notRegularFile, path: "", "")) {
            try MappedFile(path: "/dev/null")
        }
        #expect(mkfifo(path("fifo"), 0o600) == 0)
        #expect(throws: FilesError(.notRegularFile, path: "", "")) {
            try MappedFile(path: path("fifo"))
        }
    }

    @Test("a failed write leaves the old file and nothing else")
    func atomic() throws {
        struct Stop: Error {}
        try AtomicFile.write([1], to: path("c"))
        #expect(throws: Stop.self) {
            try AtomicFile.write(to: path("c")) { file in
                try file.append([UInt8](repeating: 9, count: 3 << 20).span.bytes)
                throw Stop()
            }
        }
        #expect(try MappedFile(path: path("c")).copyBytes(in: 0..<1) == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["c"])
        #expect(throws: FilesError(.notFound, path: "", "")) {
            try AtomicFile.write([1], to: path("none/c"))
        }
    }

    @Test("pieces larger and smaller than the buffer arrive in order")
    func pieces() throws {
        let sizes = [3, 2 << 20, 1 << 20, (1 << 20) - 1, 5]
        try AtomicFile.write(to: path("d")) { file in
            for (index, size) in sizes.enumerated() {
                try file.append([UInt8](repeating: UInt8(index), count: size).span.bytes)
            }
        }
        let expected = sizes.enumerated().flatMap { [UInt8](repeating: UInt8($0), count: $1) }
        let file = try MappedFile(path: path("d"))
        #expect(try file.copyBytes(in: 0..<file.byteCount) == expected)
    }
}
