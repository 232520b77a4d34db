/// Comma-separated values as RFC 4180 has them: a head line of names, then rows.
public struct CSVTable: Sendable, Hashable {
    /// The names of the columns.
    public let columns: [String]
    /// The cells, as many in each row as there are columns.
    public private(set) var rows: [[String]] = []

    /// A table without rows.
    ///
    /// - Parameter columns: The names of the columns.
    public init(columns: [String]) {
        self.columns = columns
    }

    /// Adds a row.
    ///
    /// - Parameter cells: One for each column; missing ones are empty, those too many left out.
    public mutating func append(_ cells: [String]) {
        let missing = max(0, columns.count - cells.count)
        rows.append(cells.prefix(columns.count) + Array(repeating: "", count: missing))
    }

    /// The cells of a row by the names of their columns.
    public func record(_ row: Int) -> [String: String] {
        Dictionary(zip(columns, rows[row])) { first, _ in first }
    }

    /// The table as text; lines end with CR LF.
    public var text: String {
        ([columns] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func quoted(_ text: String) -> String {
        // Unicode counts CR LF as one character, so scalars are looked at.
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) })
        else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}

extension CSVTable {
    /// Reads what ``text`` writes, with lines that end with LF or CR LF.
    ///
    /// - Parameter bytes: A whole file; it may be hostile.
    /// - Throws: ``BytesError`` with code `.malformed`, with the line, for text that is not UTF-8,
    ///   an open quotation, or a row of more or fewer cells than the head has.
    public init(bytes: [UInt8]) throws(BytesError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw BytesError(.malformed, "Expected comma-separated values in UTF-8.")
        }
        var lines = try Self.cells(of: text)
        guard !lines.isEmpty else {
            throw BytesError(.malformed, "Expected a head line of names, found an empty file.")
        }
        columns = lines.removeFirst()
        for (number, line) in lines.enumerated() {
            guard line.count == columns.count else {
                throw BytesError(
                    .malformed,
                    "Expected \(columns.count) cells in row \(number + 1), found \(line.count)."
                )
            }
        }
        rows = lines
    }

    private static func cells(of text: String) throws(BytesError) -> [[String]] {
        var lines: [[String]] = []
        var line: [String] = []
        var cell = ""
        var isQuoted = false
        var wasQuote = false
        for scalar in text.unicodeScalars {
            if isQuoted {
                // Two quotation marks are one; a single one ends the quotation.
                if scalar == "\"" {
                    isQuoted = false
                    wasQuote = true
                } else {
                    cell.unicodeScalars.append(scalar)
                }
                continue
            }
            switch scalar {
            case "\"":
                if wasQuote { cell += "\"" }
                isQuoted = true
            case ",":
                line.append(cell)
                cell = ""
            case "\n":
                line.append(cell)
                lines.append(line)
                (line, cell) = ([], "")
            case "\r": break
            default: cell.unicodeScalars.append(scalar)
            }
            wasQuote = false
        }
        guard !isQuoted else {
            throw BytesError(
                .malformed,
                "Row \(lines.count): a quotation is open at the end. The file was cut off."
            )
        }
        if !line.isEmpty || !cell.isEmpty { lines.append(line + [cell]) }
        return lines
    }
}
