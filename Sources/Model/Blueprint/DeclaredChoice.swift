/// A value declared by one of a few names; another name is an error that lists them.
public protocol DeclaredChoice: RawRepresentable<String>, CaseIterable, Codable, Sendable {}

extension DeclaredChoice {
    /// Reads a name.
    ///
    /// - Throws: ``DeclarationError`` with the known names, or the decoder's error.
    public init(from decoder: any Decoder) throws {
        let name = try decoder.singleValueContainer().decode(String.self)
        guard let choice = Self(rawValue: name) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DeclarationError(
                at: [],
                "must be one of \(known); found \(name.prefix(40).debugDescription)."
            )
        }
        self = choice
    }
}
