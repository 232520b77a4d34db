/// The one order of versions and tags: Semantic Versioning 2.0.0, section 11.
///
/// A tag that is no version is ordered by the same rules, as far as they go.
enum VersionOrder {
    /// Whether `left` is older than `right`.
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Parts(left), Parts(right))
        let numbers = compare(left.numbers, right.numbers)
        guard numbers == 0 else { return numbers < 0 }
        // A pre-release is older than its release.
        guard !left.labels.isEmpty, !right.labels.isEmpty else {
            return !left.labels.isEmpty && right.labels.isEmpty
        }
        return compare(left.labels, right.labels) < 0
    }

    private struct Parts {
        let numbers: [Substring]
        let labels: [Substring]

        init(_ text: String) {
            let halves = text.split(separator: "-", maxSplits: 1)
            numbers = (halves.first ?? "").split(separator: ".")
            labels = halves.count > 1 ? halves[1].split(separator: ".") : []
        }
    }

    private static func compare(_ left: [Substring], _ right: [Substring]) -> Int {
        for (left, right) in zip(left, right) {
            let order = compare(left, right)
            guard order == 0 else { return order }
        }
        return left.count - right.count
    }

    /// Numbers by value and before words; the longer of two numbers is the larger, so none is too
    /// long.
    private static func compare(_ left: Substring, _ right: Substring) -> Int {
        switch (isNumber(left), isNumber(right)) {
        case (true, true):
            let (left, right) = (left.drop { $0 == "0" }, right.drop { $0 == "0" })
            let lengths = left.utf8.count - right.utf8.count
            guard lengths == 0 else { return lengths }
            return left == right ? 0 : (left < right ? -1 : 1)
        case (true, false): return -1
        case (false, true): return 1
        case (false, false):
            guard left != right else { return 0 }
            return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
