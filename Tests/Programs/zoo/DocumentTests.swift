import Foundation
import Testing

@Suite("Commands in documents", .serialized)
struct DocumentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../..").standardizedFileURL

    private func check(_ options: String...) throws {
        guard let python = Tool.path("python3") else { return }
        let folder = try ZooProcess.executable().deletingLastPathComponent().path
        let outcome = try Tool.run(
            python,
            ["Tools/commands/run", "--programs", folder] + options,
            in: Self.root
        )
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test("The check of documents finds what is wrong in made-up ones")
    func selfTest() throws {
        try check("--self-test")
    }

    @Test("Every command in a document works, or is listed with the reason why it is not run")
    func documents() throws {
        try check()
    }
}
