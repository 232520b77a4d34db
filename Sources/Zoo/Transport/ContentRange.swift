/// The range that a partial answer says it has.
struct ContentRange: Equatable {
    let range: Range<Int>
    let total: Int

    /// Reads `bytes 0-8388607/20971520`; `nil` for anything else, an unknown total included.
    init?(_ text: String) {
        guard text.hasPrefix("bytes "), text.utf8.count <= 80 else { return nil }
        let halves = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard halves.count == 2, ends.count == 2, let first = Self.number(ends[0]),
            let last = Self.number(ends[1]), let total = Self.number(halves[1]), first <= last,
            last < total
        else { return nil }
        range = first..<(last + 1)
        self.total = total
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...18).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }
}
