import Foundation
import Testing

/// Advice that cannot be followed is worse than none: whatever a message, a help text or a page
/// says to type is parsed by what the programs take.
@Suite("What messages and pages say to type")
struct HintTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../..").standardizedFileURL

    /// Commands of programs that pages tell people to write.
    private static let examples: Set<String> = ["hello", "mine", "regnet"]

    private let zoo: CommandTree
    /// `nil` where libtorch is not here.
    private let trainer: CommandTree?
    private let encoderUsage: String

    init() throws {
        zoo = try #require(try CommandTree.of("zoo"))
        trainer = try CommandTree.of("zoo-train")
        encoderUsage = try ZooProcess.run(["--help"], program: "zoo-encode").output
    }

    @Test("Every command that a text of the programs says to type is one")
    func messages() throws {
        for (file, texts) in try Self.literals() {
            for text in texts { check(text, file) }
        }
    }

    @Test("Every command of a page is one")
    func pages() throws {
        let pages = try Self.files(
            ["md"],
            in: ["README.md", "Zoo", "Blueprints", "Sources", "Tools"]
        )
        #expect(pages.contains { $0.hasSuffix("README.md") })
        for page in pages {
            check(try String(contentsOfFile: page, encoding: .utf8), page)
        }
    }

    @Test("Hints are found in what is told, and wrong ones are seen")
    func scanner() throws {
        let right = [
            "Run `zoo list --installed`.", "Next: zoo verify --repair, then install again.",
            "See 'zoo trust list'.", "  zoo install resnet50 --dry-run  # a plan",
            "the zoo is offline", "ssh host cat all.zoo | zoo install -",
        ]
        for text in right { #expect(faults(text).isEmpty, "\(text): \(faults(text))") }
        let wrong = [
            "Run `zoo list --remote`.", "To allow it: zoo trust add '*' KEY", "`zoo isntall a`",
            "use --allow-everything.", "See 'zoo trust ls' for --nothing.",
            "  zoo trust rule 'a' --mode enforce --keys b",
        ]
        for text in wrong { #expect(!faults(text).isEmpty, "\(text)") }
        #expect(
            SwiftLiterals.all(in: #"f("a \(g("b"))" /* "x" */ + "c") // "d""#).contains("a Xc")
        )
    }

    private func check(_ text: String, _ file: String) {
        let place = file.replacing(Self.root.path, with: "")
        for fault in faults(text) { Issue.record("\(place): \(fault)") }
    }

    private func faults(_ text: String) -> [String] {
        var faults = HintScanner.hints(in: text).compactMap { hint in
            fault(of: hint).map { "`\(hint.program) \(hint.words.joined(separator: " "))` \($0)" }
        }
        guard trainer != nil || !text.contains("train") else { return faults }
        let known = zoo.options.union(trainer?.options ?? [])
        for option in HintScanner.options(in: text)
        where !known.contains(option) && !encoderUsage.contains(option) {
            faults.append("no program has \(option)")
        }
        return faults
    }

    private func fault(of hint: Hint) -> String? {
        switch hint.program {
        case "zoo":
            guard let name = hint.words.first else { return nil }
            if ["train", "finetune-decoder", "experiment"].contains(name) {
                let words = name == "train" ? Array(hint.words.dropFirst()) : hint.words
                return trainer?.fault(of: words, isWhole: hint.isWhole)
            }
            if name == "help" || name.hasPrefix("-") { return nil }
            // In a sentence the zoo does many things that are no commands.
            guard zoo[name] != nil else {
                return hint.isCommand && !Self.examples.contains(name) ? "is no command" : nil
            }
            return zoo.fault(of: hint.words, isWhole: hint.isWhole)
        case "zoo-train":
            guard let trainer, let name = hint.words.first else { return nil }
            guard trainer[name] != nil || name.hasPrefix("-") else {
                return hint.isCommand ? "is no command" : nil
            }
            return trainer.fault(of: hint.words, isWhole: hint.isWhole)
        default:
            let unknown = hint.words.first { $0.hasPrefix("--") && !encoderUsage.contains($0) }
            return unknown.map { "has no \($0)" }
        }
    }

    private static func literals() throws -> [(String, [String])] {
        try files(["swift"], in: ["Sources", "Blueprints"]).map { path in
            (path, SwiftLiterals.all(in: try String(contentsOfFile: path, encoding: .utf8)))
        }
    }

    private static func files(_ extensions: Set<String>, in places: [String]) throws -> [String] {
        places.flatMap { place -> [String] in
            let start = root.appending(path: place)
            guard let walk = FileManager.default.enumerator(atPath: start.path) else {
                return [start.path]
            }
            let found = walk.compactMap { $0 as? String }.map { "\(start.path)/\($0)" }
            return found.isEmpty ? [start.path] : found
        }
        .filter { extensions.contains(URL(filePath: $0).pathExtension) }.sorted()
    }
}
