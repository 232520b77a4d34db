/// How far a typed name is from a known one.
///
/// Optimal string alignment (Damerau's four slips: insertion, deletion, substitution,
/// transposition of neighbors), weighted by how people slip. Digits carry the meaning of a
/// backbone's name, so a wrong digit costs more than a wrong letter, and a look-alike (`O` for
/// `0`, `l` for `1`) costs less.
///
/// - SeeAlso: Damerau, "A technique for computer detection and correction of spelling errors",
///   CACM 7(3), 1964, doi:10.1145/363958.363994.
enum EditDistance {
    /// The cost of one ordinary slip; distances are in these units.
    static let slip = 10

    private static let lookAlike = 3
    private static let wrongDigit = 15

    /// The cheapest way to turn one key into the other.
    ///
    /// - Complexity: the product of the lengths in time, three rows in memory. Keys are bounded
    ///   by ``NameRules/longest``.
    static func between(_ left: NameKey, _ right: NameKey) -> Int {
        let (rows, columns) = (left.scalars, right.scalars)
        var older: [Int] = []
        var previous = (0...columns.count).map { $0 * slip }
        for (row, rowScalar) in rows.enumerated() {
            var current = [(row + 1) * slip]
            current.reserveCapacity(columns.count + 1)
            for (column, columnScalar) in columns.enumerated() {
                var best = min(previous[column + 1], current[column]) + slip
                best = min(best, previous[column] + substitution(rowScalar, columnScalar))
                if row > 0, column > 0, rowScalar == columns[column - 1],
                    rows[row - 1] == columnScalar
                {
                    best = min(best, older[column - 1] + slip)
                }
                current.append(best)
            }
            older = previous
            previous = current
        }
        return previous[columns.count]
    }

    private static func substitution(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Int {
        if left == right { return 0 }
        if looksLike(left, right) || looksLike(right, left) { return lookAlike }
        return NameKey.isDigit(left) && NameKey.isDigit(right) ? wrongDigit : slip
    }

    private static func looksLike(_ digit: Unicode.Scalar, _ letter: Unicode.Scalar) -> Bool {
        switch (digit, letter) {
        case ("0", "o"), ("1", "l"), ("1", "i"), ("5", "s"), ("2", "z"), ("8", "b"): true
        default: false
        }
    }
}
