/// The main inductive bias of an architecture: the top level of the taxonomy.
///
/// Open, so that a plugin may bring another; the two of the paper are constants here.
///
/// - SeeAlso: Furutanpey et al., IEEE TMC 23(12), 2024, doi:10.1109/TMC.2024.3381952, figure 9.
public struct Archetype: Sendable, Hashable, Codable {
    /// The name used in files and look-ups, for example `vision-transformer`.
    public let id: String
    /// The name shown to people, for example `Vision transformer`.
    public let displayName: String

    /// An archetype of the given names.
    public init(id: String, displayName: String) {
        self.id = id
        self.displayName = displayName
    }

    /// Locality and translation equivariance, by convolution.
    public static let convolutional = Self(id: "convolutional", displayName: "Convolutional")

    /// Content-dependent mixing of patches, by attention.
    public static let visionTransformer = Self(
        id: "vision-transformer",
        displayName: "Vision transformer"
    )

    /// The archetypes of the paper.
    public static let known: [Self] = [.convolutional, .visionTransformer]
}
