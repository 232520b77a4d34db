import FrankenBundle
import Testing

@Suite("Shards of training data")
struct TarShardTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func shard(_ bytes: [UInt8]) throws -> TarShard {
        try TarShard(path: folder.write(bytes + TarForge.end, to: "shard.tar"))
    }

    @Test("Files come in order, under their names, and folders are passed over")
    func files() throws {
        let name = String(repeating: "long/", count: 40) + "ä.jpg"
        let shard = try shard(
            TarForge.entry("train/", type: "5") + TarForge.entry("./train/1.jpg", [1, 2, 3])
                + TarForge.entry("train/1.cls", Array("281".utf8))
                + TarForge.longName(Array(name.utf8)) + TarForge.entry("x", [9])
                + TarForge.pax([("path", Array("ü/2.jpg".utf8))]) + TarForge.entry("x", [])
        )
        #expect(try shard.next()?.name == "train/1.jpg")
        #expect(try shard.bytes(limit: 3) == [1, 2, 3])
        let label = try #require(try shard.next())
        #expect(label.name == "train/1.cls" && label.byteCount == 3)
        // Not read: the next one comes all the same.
        #expect(try shard.next()?.name == name)
        #expect(throws: BundleError(.tooLarge, "")) { try shard.bytes(limit: 0) }
        #expect(try shard.next()?.name == "ü/2.jpg")
        #expect(try shard.bytes(limit: 100) == [])
        #expect(try shard.next() == nil)
    }

    @Test("Names that lead out, links and cut-off shards are refused")
    func hostile() throws {
        let evils = [
            TarForge.entry("../x", [1]), TarForge.entry("/x", [1]), TarForge.entry("a/../x", [1]),
            TarForge.entry("a//x", [1]), TarForge.entry("a\nb", [1]), TarForge.entry(".", [1]),
            TarForge.entry("x", type: "2", link: "y"), TarForge.entry("x", type: "1", link: "y"),
            TarForge.entry("x", type: "3"), TarForge.header(Array("x".utf8), size: 5000),
        ]
        for evil in evils {
            let shard = try shard(evil)
            #expect(throws: BundleError(.malformedArchive, "")) {
                while try shard.next() != nil { _ = try shard.bytes(limit: 1 << 20) }
            }
        }
        let cut = try TarShard(path: folder.write(TarForge.entry("x", [1]), to: "cut.tar"))
        #expect(throws: BundleError(.malformedArchive, "")) { while try cut.next() != nil {} }
        #expect(throws: BundleError(.unreadable, "")) { try TarShard(path: folder.path) }
        #expect(throws: BundleError(.unreadable, "")) { try TarShard(path: folder.file("none")) }
    }

    @Test("A shard that nobody reads to its end is let go at once")
    func abandoned() throws {
        let many = (0..<3000).flatMap {
            TarForge.entry("\($0)", [UInt8](repeating: 1, count: 2000))
        }
        for count in 0..<20 {
            let shard = try shard(many)
            for _ in 0..<count { _ = try shard.next() }
        }
    }
}
