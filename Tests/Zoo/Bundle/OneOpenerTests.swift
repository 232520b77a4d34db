import Foundation
import Testing

@Suite("Who may open an archive")
struct OneOpenerTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The lines of the package's sources with a word, as `file: line`.
    private func lines(with word: String) throws -> [String] {
        var found: [String] = []
        for folder in ["Sources", "Blueprints", "Tools"] {
            let files = try #require(
                FileManager.default.enumerator(
                    at: Self.root.appendingPathComponent(folder),
                    includingPropertiesForKeys: nil
                )
            )
            for case let file as URL in files
            where ["c", "h", "swift", "cpp"].contains(file.pathExtension) {
                let text = try String(contentsOf: file, encoding: .utf8)
                for line in text.split(separator: "\n") where line.contains(word) {
                    let code = line.trimmingCharacters(in: .whitespaces)
                    if !code.hasPrefix("//") && !code.hasPrefix("*") && !code.hasPrefix("/*") {
                        found.append("\(file.lastPathComponent): \(code)")
                    }
                }
            }
        }
        return found
    }

    @Test("One function opens archives, for tar, zstd and gzip only, and nothing extracts one")
    func one() throws {
        let opened = try lines(with: "archive_read_open")
        #expect(opened.count == 1 && opened[0].hasPrefix("reader.c"), "\(opened)")
        let supported = try lines(with: "archive_read_support_")
        #expect(supported.count == 4, "\(supported)")
        for line in supported {
            let isKnown = [
                "_filter_zstd(", "_filter_gzip(", "_format_raw(", "_format_tar(",
            ].contains { line.contains($0) }
            #expect(isKnown && line.hasPrefix("reader.c"), "\(line)")
        }
        #expect(try lines(with: "archive_write_disk").isEmpty)
        #expect(try lines(with: "archive_read_extract").isEmpty)
        // Who includes the library at all.
        let users = Set(try lines(with: "<archive.h>").map { String($0.prefix { $0 != ":" }) })
        #expect(users == ["ahead.c", "reader.c", "writer.c"])
    }
}
