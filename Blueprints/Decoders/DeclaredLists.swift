import FrankenBlueprint

/// Checks of per-stage lists that several families and decoders declare.
enum DeclaredLists {
    /// Refuses a list of another length, or with a number outside a range.
    ///
    /// - Throws: `DeclarationError` with the list's or the number's path.
    static func check(
        _ values: [Int],
        count: Int,
        in range: ClosedRange<Int>,
        at path: DeclarationPath
    ) throws(DeclarationError) {
        guard values.count == count else {
            throw DeclarationError(at: path, "must be \(count) numbers, found \(values.count).")
        }
        for (index, value) in values.enumerated() {
            try DeclarationError.check(
                value,
                in: range,
                at: DeclarationPath(path.steps + [.index(index)])
            )
        }
    }
}
