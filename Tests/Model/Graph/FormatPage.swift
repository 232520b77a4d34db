import Foundation
import FrankenGraph

/// `Zoo/formats/graph.md`, read as its tables.
struct FormatPage {
    /// What the page says of one op.
    struct Entry {
        /// Rows of the attribute table: name, type, meaning.
        var attributes: [[String]] = []
        /// Rows of the parameter table: role, shape.
        var parameters: [[String]] = []
    }

    /// By kind.
    private(set) var ops: [String: Entry] = [:]
    /// Rows of the table of limits: what, at most.
    private(set) var limits: [String: Int] = [:]
    /// The first fenced block of JSON.
    private(set) var example: [UInt8] = []

    /// Reads the page of this checkout.
    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../..").standardizedFileURL
        self.init(
            text: try String(
                contentsOf: root.appending(path: "Zoo/formats/graph.md"),
                encoding: .utf8
            )
        )
    }

    private init(text: String) {
        var kind: String?
        var section = ""
        var table = ""
        var fence: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let fence, example.isEmpty {
                    example = Array(fence.joined(separator: "\n").utf8)
                }
                fence = fence == nil ? [] : nil
            } else if fence != nil {
                fence?.append(line)
            } else if line.hasPrefix("## ") {
                (section, kind) = (String(line.dropFirst(3)), nil)
            } else if line.hasPrefix("### `") {
                let name = String(line.dropFirst(5).dropLast())
                kind = name
                ops[name] = Entry()
            } else if line.hasPrefix("| ") {
                let cells = line.dropFirst().dropLast().components(separatedBy: "|")
                    .map { $0.trimmingCharacters(in: .whitespaces) }
                switch (cells[0], kind) {
                case ("attribute", _), ("parameter", _), ("what", _): table = cells[0]
                case (let name, let kind?) where table == "attribute":
                    ops[kind]?.attributes.append([Self.word(name)] + cells.dropFirst())
                case (let name, let kind?) where table == "parameter":
                    ops[kind]?.parameters.append([Self.word(name)] + cells.dropFirst())
                case (let what, _) where section == "Limits":
                    limits[what] = Int(cells[1])
                default: break
                }
            }
        }
    }

    /// What is between backquotes.
    private static func word(_ cell: String) -> String {
        cell.trimmingCharacters(in: ["`"])
    }

    /// Every word between backquotes.
    static func words(_ cell: String) -> Set<String> {
        Set(
            cell.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(
                \.element
            )
        )
    }
}
