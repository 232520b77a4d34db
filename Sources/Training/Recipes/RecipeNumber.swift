/// Checks of numbers that a recipe declares; the decoder adds file, line and path.
enum RecipeNumber {
    /// Refuses a number outside a range.
    static func check<Value: Comparable & Sendable>(
        _ value: Value,
        in range: ClosedRange<Value>,
        _ name: some CodingKey
    ) throws(RecipeError) {
        guard range.contains(value) else {
            throw RecipeError(
                .invalidRecipe,
                """
                '\(name.stringValue)' must be \(range.lowerBound) to \(range.upperBound), found \
                \(value).
                """
            )
        }
    }
}

/// A value declared by one of a few names; another name is an error that lists them.
package protocol RecipeChoice: RawRepresentable<String>, CaseIterable, Codable, Sendable {}

extension RecipeChoice {
    /// Reads a name.
    ///
    /// - Parameter decoder: A strict decoder.
    /// - Throws: ``RecipeError`` with the known names, or the decoder's error.
    package init(from decoder: any Decoder) throws {
        let name = try decoder.singleValueContainer().decode(String.self)
        guard let choice = Self(rawValue: name) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw RecipeError(
                .invalidRecipe,
                "must be one of \(known); found \(name.prefix(40).debugDescription)."
            )
        }
        self = choice
    }
}
