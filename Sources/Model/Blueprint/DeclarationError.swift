/// What a family finds wrong with the sizes a file declares; the registry adds file and line.
public struct DeclarationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where, from the declaration the family was given.
    public let path: DeclarationPath
    /// Expected, found, next step.
    public let reason: String

    /// A complaint about one value.
    public init(at path: DeclarationPath, _ reason: String) {
        self.path = path
        self.reason = reason
    }

    /// The path and the reason.
    public var description: String {
        path.steps.isEmpty ? reason : "\(path.text): \(reason)"
    }

    /// Refuses a number outside a range.
    ///
    /// - Parameters:
    ///   - value: The declared number.
    ///   - range: What is possible.
    ///   - path: Where the number is.
    /// - Throws: ``DeclarationError`` with both the range and the number.
    public static func check(
        _ value: Int,
        in range: ClosedRange<Int>,
        at path: DeclarationPath
    ) throws(DeclarationError) {
        guard range.contains(value) else {
            throw DeclarationError(
                at: path,
                "must be \(range.lowerBound) to \(range.upperBound), found \(value)."
            )
        }
    }
}
