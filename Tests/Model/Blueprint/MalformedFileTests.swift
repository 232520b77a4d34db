import FrankenBlueprint
import FrankenBytes
import Testing

@Suite("Blueprint files that are wrong name the line and the reason")
struct MalformedFileTests {
    /// A change that breaks the good file, and what the error must say.
    struct Case: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let code: BlueprintError.Code
        let line: Int
        let words: [String]

        init(
            _ old: String,
            _ new: String,
            _ code: BlueprintError.Code,
            line: Int,
            _ words: String...
        ) {
            self.old = old
            self.new = new
            self.code = code
            self.line = line
            self.words = words
        }

        var testDescription: String { "\(old) -> \(new)" }
    }

    private static let splitPoint =
        "{\"name\": \"a\", \"value\": \"rung1\", \"channels\": 8, \"reduction\": 2}"

    static let declarations = [
        Case(
            "\"plain\"",
            "\"spiral\"",
            .invalidDeclaration,
            line: 26,
            "plain, rectified",
            "spiral"
        ),
        Case(
            "[8, 16]}",
            "[8, -16]}",
            .invalidDeclaration,
            line: 26,
            "widths[1]",
            "1 to 512",
            "-16"
        ),
        Case("[8, 16]}", "[8, 1e2]}", .malformedFile, line: 26, "widths[1]", "1e2"),
        Case("[8, 16]}", "\"8\"}", .malformedFile, line: 26, "widths", "an array", "a string"),
        Case("\"widths\": [8, 16]}", "\"width\": 3}", .malformedFile, line: 26, "widths"),
        Case("[8, 16]}", "[8, 16], \"depth\": 2}", .malformedFile, line: 26, "depth"),
        Case("\"classCount\": 10", "\"classCount\": 0", .invalidDeclaration, line: 27, "found 0"),
        Case("\"classCount\": 10", "\"classCount\": \"ten\"", .malformedFile, line: 27, "integer"),
        Case("\"small\",", "\"large\",", .unknownReference, line: 28, "large", "small"),
        Case("[\"upstream\"]", "[\"keras\"]", .unknownReference, line: 29, "keras", "upstream"),
        Case("\"channels\": 8", "\"channels\": 0", .invalidDeclaration, line: 33, "channels"),
        Case("\"reduction\": 4", "\"reduction\": -4", .invalidDeclaration, line: 34, "reduction"),
        Case("\"stage2\"", "\"stage1\"", .invalidDeclaration, line: 34, "two split points"),
        Case(
            "\"splitPoints\": []",
            "\"splitPoints\": ["
                + [String](repeating: splitPoint, count: 65)
                .joined(separator: ",") + "]",
            .invalidDeclaration,
            line: 44,
            "at most 64",
            "found 65"
        ),
        Case(
            "\"name\": \"ladder3\"",
            "\"name\": \"Ladder-2\"",
            .duplicateName,
            line: 38,
            "ladder2"
        ),
        Case(
            "\"name\": \"ladder3\"",
            "\"name\": \"Steps 2\"",
            .invalidDeclaration,
            line: 37,
            "Steps"
        ),
        Case("\"name\": \"ladder3\"", "\"name\": \"steps_2\"", .duplicateName, line: 38, "ladder2"),
        Case("[\"steps2\"]", "[\"ladder_3\"]", .duplicateName, line: 38, "ladder3"),
        Case("\"Ladder 3\"", "\"\\u001b[2J\"", .invalidDeclaration, line: 37, "printable"),
        Case("\"width\": 32", "\"width\": 0", .invalidDeclaration, line: 12, "small", "found 0"),
        Case("\"size\": 36", "\"size\": 0", .invalidDeclaration, line: 12, "small", "found 0"),
        Case("\"bilinear\"", "\"cubic\"", .invalidDeclaration, line: 13, "bilinear, bicubic"),
        Case("[0.5, 0.5, 0.5]", "[0.5]", .invalidDeclaration, line: 12, "3 finite means"),
        Case("[0.25, 0.25, 0.25]", "[0.25, 0, 0.25]", .invalidDeclaration, line: 12, "positive"),
        Case("\"MIT\"", "\"\"", .invalidDeclaration, line: 10, "SPDX"),
    ]

    static let envelopes = [
        Case("\"version\": 1", "\"version\": 2", .unsupportedFormat, line: 3, "version 2"),
        Case("\"version\": 1", "\"version\": 2, \"new\": 0", .unsupportedFormat, line: 3, "newer"),
        Case("frankensplit-blueprint", "other", .unsupportedFormat, line: 3, "other"),
        Case(
            "\"name\": \"ladder\"",
            "\"name\": \"rope\"",
            .unknownFamily,
            line: 4,
            "rope",
            "ladder"
        ),
        Case("\"layout\": 1", "\"layout\": 2", .layoutMismatch, line: 4, "ladder@2", "ladder@1"),
        Case("\"format\"", "\"form\"", .malformedFile, line: 1, "format"),
        Case("\"family\": {", "\"familie\": {", .malformedFile, line: 1, "family"),
        Case("\"licenses\"", "\"licences\"", .malformedFile, line: 10, "licences"),
        Case("\"licenses\"", "\"version\"", .malformedFile, line: 10, "version"),
        Case("\"displayName\": \"Ladder\",", "", .malformedFile, line: 5, "displayName"),
        Case("\"version\": 1,", "\"version\": 1", .malformedFile, line: 4),
        Case("\"version\": 1,", "// one\n\"version\": 1,", .malformedFile, line: 3),
        Case("\"relatives\": [", "\"relatives\": [null,", .malformedFile, line: 21, "relatives[0]"),
    ]

    static let graphs = [
        Case(
            "[8, 16]}",
            "[8, 16], \"reads\": 4}",
            .invalidGraph,
            line: 26,
            "rung1",
            "4"
        ),
        Case("1562", "1563", .costMismatch, line: 30, "1562", "1563"),
        Case("129184", "1", .costMismatch, line: 31, "129184"),
        Case(
            "\"channels\": 8",
            "\"channels\": 9",
            .splitPointMismatch,
            line: 33,
            "8 channels",
            "9"
        ),
        Case(
            "\"reduction\": 2",
            "\"reduction\": 3",
            .splitPointMismatch,
            line: 33,
            "16 rows",
            "11"
        ),
        Case("\"rung1\"", "\"rung7\"", .splitPointMismatch, line: 33, "rung7"),
        Case("\"rung1\"", "\"image\"", .splitPointMismatch, line: 33, "3 channels"),
        Case("\"rung1\"", "\"flatten\"", .splitPointMismatch, line: 33, "four axes"),
        Case(
            "\"rung1\", \"channels\": 8, \"reduction\": 2",
            "\"pool\", \"channels\": 16, \"reduction\": 32",
            .splitPointMismatch,
            line: 34,
            "shallow"
        ),
        Case(
            "\"reduction\": 2}",
            "\"reduction\": 2, \"layout\": \"channelsLast\"}",
            .splitPointMismatch,
            line: 33,
            "channels"
        ),
    ]

    @Test("The unchanged file is right")
    func goodFile() throws {
        let blueprint = try Blueprint(LadderFile.source(), families: [LadderFamily()])
        try blueprint.checkGraphs()
        #expect(blueprint.backbones.map(\.name) == ["ladder2", "ladder3"])
    }

    @Test(
        "Declarations and envelope, found when the file is read",
        arguments: declarations + envelopes
    )
    func reading(_ wrong: Case) throws {
        let error = try #require(throws: BlueprintError.self) {
            try Blueprint(
                LadderFile.source(replacing: wrong.old, with: wrong.new),
                families: [LadderFamily()]
            )
        }
        expect(error, wrong)
    }

    @Test("What only the finished graph contradicts", arguments: graphs)
    func checking(_ wrong: Case) throws {
        let blueprint = try Blueprint(
            LadderFile.source(replacing: wrong.old, with: wrong.new),
            families: [LadderFamily()]
        )
        let error = try #require(throws: BlueprintError.self) { try blueprint.checkGraphs() }
        expect(error, wrong)
    }

    private func expect(_ error: BlueprintError, _ wrong: Case) {
        #expect(error.code == wrong.code, "\(error)")
        #expect(error.line == wrong.line, "\(error)")
        #expect(error.column > 0)
        #expect(error.description.hasPrefix("ladder.json:\(wrong.line):"))
        for word in wrong.words { #expect(error.description.contains(word), "\(error)") }
        #expect(!error.description.unicodeScalars.contains("\u{1B}"))
    }

    @Test("Every truncation of a file is refused")
    func truncations() throws {
        let bytes = LadderFile.source().bytes
        // The last byte is a line feed, which may go.
        for count in 0..<(bytes.count - 1) {
            let source = BlueprintSource(name: "cut.json", bytes: Array(bytes.prefix(count)))
            let error = try #require(throws: BlueprintError.self) {
                try Blueprint(source, families: [LadderFamily()])
            }
            #expect(error.code == .malformedFile)
        }
    }

    @Test("A bit flipped anywhere is read as another valid file or refused, never a crash")
    func bitFlips() throws {
        let bytes = LadderFile.source().bytes
        for position in bytes.indices {
            var flipped = bytes
            flipped[position] ^= 1 << (position % 8)
            do throws(BlueprintError) {
                let source = BlueprintSource(name: "flip.json", bytes: flipped)
                let blueprint = try Blueprint(source, families: [LadderFamily()])
                try blueprint.checkGraphs()
            } catch {
                #expect(error.line > 0)
            }
        }
    }

    @Test("A file over the size limit is refused before it is read")
    func oversized() throws {
        let source = BlueprintSource(
            name: "big.json",
            bytes: Array(repeating: 0x20, count: (1 << 20) + 1)
        )
        let error = try #require(throws: BlueprintError.self) {
            try Blueprint(source, families: [LadderFamily()])
        }
        #expect(error.code == .malformedFile)
        #expect((error.cause as? JSONError)?.code == .tooLong)
    }
}
