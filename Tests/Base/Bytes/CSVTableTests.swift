import FrankenBytes
import Testing

@Suite("Comma-separated values")
struct CSVTableTests {
    private func read(_ text: String) throws -> CSVTable { try CSVTable(bytes: Array(text.utf8)) }

    @Test("What is written reads back, whatever is in the cells")
    func roundTrip() throws {
        var table = CSVTable(columns: ["a", "b,c"])
        table.append(["1", "x"])
        table.append(["say \"yes\"", "two\r\nlines"])
        table.append(["", "\""])
        table.append(["only one"])
        table.append(["1", "2", "too many"])
        let again = try read(table.text)
        #expect(again == table)
        #expect(again.rows[3] == ["only one", ""] && again.rows[4] == ["1", "2"])
        #expect(again.record(1) == ["a": "say \"yes\"", "b,c": "two\r\nlines"])
        #expect(
            table.text.hasPrefix("a,\"b,c\"\r\n1,x\r\n\"say \"\"yes\"\"\",\"two\r\nlines\"\r\n")
        )
    }

    @Test("Lines may end with LF, and the last one without any")
    func lines() throws {
        #expect(try read("a,b\n1,2\n3,4").rows == [["1", "2"], ["3", "4"]])
        #expect(try read("a\n").rows.isEmpty)
        #expect(try read("a,b\n,\n").rows == [["", ""]])
    }

    @Test(
        "A file that was cut off or is none is refused",
        arguments: ["", "a,b\n1\n", "a\n\"open", "a,b\n1,2,3\n", "a\n1\n\n"]
    )
    func damaged(text: String) throws {
        // An empty line is a row of one empty cell, which a table of one column may have.
        guard text != "a\n1\n\n" else { return #expect(try read(text).rows == [["1"], [""]]) }
        #expect(throws: BytesError(.malformed, "")) { try read(text) }
    }

    @Test("Bytes that are no text are refused")
    func noText() {
        #expect(throws: BytesError(.malformed, "")) { try CSVTable(bytes: [0x61, 0xFF, 0x0A]) }
    }
}
